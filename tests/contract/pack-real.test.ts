// A pack as it comes out of a real workstation that asked under an authority a second person approved on another one, with
// a real server that cosigned the log: EP16, EP23, EP25 on entries nobody wrote for a test.
import { mkdirSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { packManifest } from '../../src/core/evidence/manifest.ts';
import { readAttachments } from '../../src/core/evidence/pdf-attachments.ts';
import { verifyPack } from '../../src/core/evidence/verify.ts';
import { runCli } from '../fixtures/run-cli.ts';
import { startTrainingServer, type TrainingServer } from '../fixtures/training-server.ts';
import { approvedBy, type Desk, deskOf, draftedWith, draftOf } from './authority-station.ts';

let training: TrainingServer;
let officer: Desk;
let senior: Desk;
beforeAll(async () => {
  training = await startTrainingServer({ detections: 600, pictures: 0 });
  officer = await deskOf(training, 't.example');
  senior = await deskOf(training, 's.inspector');
}, 120_000);
afterAll(async () => {
  await officer?.services.close();
  await senior?.services.close();
  await training?.close();
});

test('EP16 EP23 EP25 a find under an approved authority, its paper and the cosigned log stand in a valid pack', async () => {
  const { client, caseId } = officer;
  const { plate } = training.lesson;
  const drafted = await draftedWith(
    client,
    draftOf(caseId, 'senior-authority', { number: 'SA-2026-044', plates: [plate] }),
  );
  const { id: authorityId } = await approvedBy(officer, senior, drafted);
  const found = await client.find.run({
    caseId,
    authorityId,
    query: plate,
    fromMs: null,
    toMs: null,
    area: null,
    cameraIds: null,
    pageSize: 5,
  });
  if (found.outcome !== 'ran' || found.matches[0] === undefined) throw new Error('nothing found');
  const { detectionId } = found.matches[0];
  expect((await client.detections.view({ caseId, authorityId, detectionId, plate })).outcome).toBe('ran');
  await client.detections.confirm({
    caseId,
    detectionId,
    plate,
    typed: '',
    basis: 'no-image',
    ground: 'image-not-kept',
    groundNote: 'The provider keeps no images.',
    vehicleSeen: '',
    lookAlikesSeen: 0,
    outcome: 'confirmed',
  });
  expect((await client.exhibits.add({ caseId, detectionId, note: '' })).outcome).toBe('added');
  await officer.sync();
  let packId = '';
  const draft = { title: 'Pack', reason: 'Asked for by the prosecutor.', recipients: 'Crown' };
  for await (const event of await client.packs.build({ caseId, draft })) {
    if (event.type === 'refused') throw new Error(JSON.stringify(event.decision.reasons));
    if (event.type === 'done') packId = event.pack.id;
  }
  const { file } = await client.packs.download({ packId });
  const pdf = new Uint8Array(await file.arrayBuffer());
  const verdict = await verifyPack(pdf);
  expect(verdict.problems).toEqual([]);
  expect(verdict.status).toBe('valid');
  const detail = (id: string): string | undefined => verdict.checks.find((check) => check.id === id)?.detail;
  expect(detail('witness')).toMatch(/^waymark\.invalid\/server\/.+ cosigned by 20/);
  expect(detail('documents')).toMatch(/^1 of 1 papers attached/);
  const attached = new Map((await readAttachments(pdf)).map(({ name, bytes }) => [name, bytes]));
  const manifest = packManifest.parse(JSON.parse(new TextDecoder().decode(attached.get('manifest.json'))));
  if (manifest.v !== 2) throw new Error('not version 2');
  expect(manifest.documents.map(({ attachment }) => attachment)).toEqual(['authorities/01-Warrant.pdf']);
  expect(attached.get('authorities/01-Warrant.pdf')?.length).toBe(drafted.documents[0]?.bytes);
  // Red proof: the log of the pack holds no declaration of it, and the check that asks for one is the one that passes here.
  const entries = officer.entries();
  expect(entries.some(({ action }) => action === 'authority-declare')).toBe(false);
  expect(entries.find(({ action }) => action === 'pack-export')?.details).toMatchObject({ manifestVersion: 2 });
});

test('EP27 waymark pack --format bag writes the folder or the zip, never over something, and waymark verify takes both', async () => {
  await officer.services.close();
  const { dataDir } = officer;
  const out = training.folder();
  mkdirSync(out, { recursive: true });
  const env = { WAYMARK_PASSPHRASE: training.passphrase };
  const pack = (at: string) =>
    runCli(
      [
        ...[
          'pack',
          '--data',
          dataDir,
          '--user',
          't.example',
          '--case',
          'Kōtare',
          '--reason',
          'Asked for by the court.',
        ],
        ...['--format', 'bag', '--out', path.join(out, at)],
      ],
      { env },
    );
  for (const name of ['bag', 'bag.zip']) {
    const made = await pack(name);
    expect(made.code, made.said).toBe(0);
    const checked = await runCli(['verify', path.join(out, name), '--json']);
    expect(checked.json<{ status: string; problems: object[] }>()).toMatchObject({ status: 'valid', problems: [] });
  }
  expect(readdirSync(path.join(out, 'bag')).sort()).toEqual([
    'bag-info.txt',
    'bagit.txt',
    'data',
    'manifest-sha256.txt',
    'tagmanifest-sha256.txt',
  ]);
  const again = await pack('bag');
  expect([again.code, again.stderr]).toEqual([2, expect.stringContaining('a bag is not written over it')]);
});
