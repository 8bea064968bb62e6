// The real screens over the fake workstation, for looking at them: `?scenario=training|one|auditor|…`. Test code.
import '../../src/renderer/styles/index.css';
import { createRoot } from 'react-dom/client';
import { App } from '../../src/renderer/app/App.tsx';
import { AUDITOR_SCENARIOS, auditorConnection } from '../fixtures/fake-workstation/audit.ts';
import { fakeConnection } from '../fixtures/fake-workstation/index.ts';
import { SCENARIOS } from '../fixtures/fake-workstation/world.ts';

const asked = new URLSearchParams(location.search).get('scenario');
const scenario = SCENARIOS.find((name) => name === asked) ?? 'training';
const ofAuditor = AUDITOR_SCENARIOS.find((name) => name === asked);
const connection = ofAuditor === undefined ? fakeConnection(scenario) : auditorConnection(ofAuditor);
const root = document.getElementById('root');
if (root === null) throw new Error('index.html has no #root.');
createRoot(root).render(<App connect={connect} />);

function connect() {
  return Promise.resolve(connection);
}
