/**
 * The guide to the query log says what `waymark log` does: every command of it in order, in real processes, on a real
 * workspace. Identifiers, times and figures are those of the example: they are compared as such.
 */
import { cpSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { BROKEN, NOT_CHECKED } from '../../src/cli/log/result-codes.ts';
import { runCli } from '../fixtures/run-cli.ts';
import { signedInWorkstation, startTrainingServer, syncNow } from '../fixtures/training-server.ts';

const guide = readFileSync(fileURLToPath(new URL('../../docs/guide/query-log.md', import.meta.url)), 'utf8');
const commands = [...guide.matchAll(/^```console\n\$ waymark (.*)\n([\s\S]*?)^```$/gm)].map(
  ([, command = '', output = '']) => ({ command, output }),
);
const folder = mkdtempSync(join(tmpdir(), 'waymark-log-guide-'));
let passphrase = '';

beforeAll(async () => {
  const training = await startTrainingServer({ detections: 300, pictures: 0 });
  passphrase = training.passphrase;
  const desk = await signedInWorkstation(training);
  const { client } = desk;
  const { id: caseId } = await client.cases.create({ name: 'Burglary', summary: '', fileNumber: null, charges: '' });
  const question = { fromMs: null, toMs: null, area: null, cameraIds: null, pageSize: 20 };
  await client.find.run({ caseId, authorityId: null, query: 'HOV528', ...question });
  await syncNow(desk);
  await desk.services.close();
  await training.server.close();
  cpSync(desk.dataDir, join(folder, 'desk'), { recursive: true });
  await training.close();
}, 120_000);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const asExample = (text: string): string =>
  text
    .replaceAll(`${folder}/`, '')
    .replace(/waymark\.invalid\/\S+/g, 'KEY')
    .replace(/\d{4}-\d\d-\d\dT[\d:]+Z/g, 'TIME')
    .replace(/signed: [0-9a-f]+/g, 'signed: KEY')
    .replace(/\d+/g, '#')
    .replace(/\b(entry|entries|leaf|leaves)\b/g, 'ENTRIES')
    .replace(/ +/g, ' ')
    .trimEnd();

test('every command of the guide says what the guide says', async () => {
  expect(commands).toHaveLength(5);
  for (const { command, output } of commands) {
    const run = await runCli(command.split(' '), { cwd: folder, env: { WAYMARK_PASSPHRASE: passphrase } });
    expect(run.code, run.said).toBe(0);
    expect(asExample(run.stdout), command).toBe(asExample(output));
  }
});

test('every result code stands in the guide with its words', () => {
  for (const [code, words] of [...Object.entries(BROKEN), ...Object.entries(NOT_CHECKED)])
    expect(guide).toContain(`| \`${code}\` | ${words} |`);
});
