/** Entry of the renderer: Trusted Types first, then the token out of the address, then the window. */
import './styles/index.css';
import { createRoot } from 'react-dom/client';
import { App } from './app/App.tsx';
import { createClient } from './connection/client.ts';
import { captureToken } from './connection/token.ts';
import { installTrustedTypes } from './connection/trusted-types.ts';

installTrustedTypes();
captureToken();

const root = document.getElementById('root');
if (root === null) throw new Error('index.html has no #root.');
// No StrictMode: its second mount would spend the one-time token and log every look twice.
createRoot(root).render(<App connect={createClient} />);
