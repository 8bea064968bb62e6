// WS1, T12: one person has one workspace, and so one query log, on a workstation; nobody's name reaches another's folder.
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createWorkspace, workspaceDir } from '../../src/workspace/index.ts';
import { createInput } from '../../src/workspace/workspace.fixture.ts';
import {
  signedInWorkstation,
  startTrainingServer,
  syncNow,
  type TrainingServer,
  type Workstation,
} from '../fixtures/training-server.ts';

let training: TrainingServer;
let desk: Workstation;
beforeAll(async () => {
  training = await startTrainingServer({ detections: 600, pictures: 0 });
  desk = await signedInWorkstation(training);
}, 120_000);
afterAll(async () => {
  await desk?.services.close();
  await training?.close();
});

test('T12 AR6 a name typed in other letters opens the same workspace: no second log, no new count of askings', async () => {
  const { client } = desk;
  const { id: caseId } = await client.cases.create({ name: 'Once', summary: '', fileNumber: null, charges: '' });
  await client.session.lock();
  const { username } = training.lesson;
  for (const typed of [username.toUpperCase(), ` ${username} `, username]) {
    await client.session.signIn({ username: typed, passphrase: training.passphrase });
    expect((await client.cases.list()).map(({ id }) => id)).toContain(caseId);
    expect((await syncNow(desk)).alerts).toEqual([]);
    await client.session.lock();
  }
  expect(readdirSync(join(desk.dataDir, 'users'))).toEqual([username]);
});

test('WS1 no name leads out of its folder, to another’s, or to a folder the program itself uses', () => {
  const users = join('/data', 'users');
  const names = [
    '..',
    '.',
    '../x',
    'a/b',
    'a\\b',
    'bob',
    'bob.making',
    'bob~making',
    'a'.repeat(64),
    'ā',
    'a\u0304x',
    '%2e%2e',
  ];
  const dirs = names.map((name) => workspaceDir('/data', name));
  for (const dir of dirs) expect(join(dir, '..')).toBe(users);
  expect(new Set(dirs).size).toBe(names.length);
  // While bob's workspace is made, it lies in a folder that is nobody's.
  expect(dirs).not.toContain(`${workspaceDir('/data', 'bob')}~making`);
});

test('WS1 making a workspace leaves every other folder alone', async () => {
  const root = training.folder();
  for (const name of ['bob.making', 'bob']) (await createWorkspace(createInput(workspaceDir(root, name)))).close();
  expect(existsSync(join(workspaceDir(root, 'bob.making'), 'keyring.json'))).toBe(true);
  expect(existsSync(join(workspaceDir(root, 'bob'), 'keyring.json'))).toBe(true);
});
