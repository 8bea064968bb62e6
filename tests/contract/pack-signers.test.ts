/**
 * The agency's certificate and the time-stamp server on a real desk: imported, shown, used for a pack, removed; each in
 * the log, no passphrase anywhere. PKCS#12 files are OpenSSL's; where it is missing, this says so and is skipped.
 */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { verifyPack } from '../../src/core/evidence/verify.ts';
import { allAuditEntries } from '../../src/workspace/index.ts';
import { makeAgency, pemOf, type TestAgency } from '../fixtures/agency-chain.ts';
import { answering, makeStampAuthority, opensslMissing, startStampServer } from '../fixtures/time-stamp-authority.ts';
import { askingDesk } from './asking-desk.ts';

if (opensslMissing) console.warn('Not run, because OpenSSL 3 is not installed: agency certificates on a desk.');
const PASSPHRASE = 'Kōtare nests by the river';
const dir = mkdtempSync(path.join(tmpdir(), 'waymark-signers-'));

function exported(agency: TestAgency): Blob {
  const [leaf, ...above] = agency.certificates as [Uint8Array, ...Uint8Array[]];
  const at = (name: string, content: string): string => {
    const file = path.join(dir, name);
    writeFileSync(file, content);
    return file;
  };
  const out = path.join(dir, 'agency.p12');
  const { status, stderr } = spawnSync('openssl', [
    ...['pkcs12', '-export', '-out', out, '-passout', `pass:${PASSPHRASE}`],
    ...['-in', at('leaf.pem', pemOf(leaf)), '-inkey', at('key.pem', pemOf(agency.privateKeyPkcs8, 'PRIVATE KEY'))],
    ...['-certfile', at('chain.pem', above.map((der) => pemOf(der)).join(''))],
  ]);
  if (status !== 0) throw new Error(stderr.toString());
  return new Blob([readFileSync(out)]);
}

describe.skipIf(opensslMissing)('EP49 on a desk', () => {
  const desk = askingDesk();
  const servers: { close(): Promise<void> }[] = [];
  afterAll(async () => {
    for (const server of servers) await server.close();
  });
  const entries = () =>
    allAuditEntries(desk.session().workspace.read, 'device').filter(({ action }) => action === 'settings-change');
  const signers = () => desk.client().packs.signers;

  test('nothing is set up at first; a wrong passphrase changes nothing', async () => {
    const { certificatesBase64 } = desk.session().device;
    const prints = certificatesBase64.map((der) => createHash('sha256').update(der, 'base64').digest('hex'));
    expect(await signers().list()).toEqual({
      workstation: expect.objectContaining({ fingerprint: prints[0], rootFingerprint: prints.at(-1) }),
      agency: null,
      timeStamp: null,
    });
    const agency = await makeAgency([{}, {}]);
    await expect(signers().import({ file: exported(agency), passphrase: 'Kotare', note: '' })).rejects.toMatchObject({
      message: expect.stringContaining('does not open this file'),
    });
    await expect(signers().remove({ what: 'agency', note: '' })).rejects.toMatchObject({
      message: expect.stringContaining('No agency certificate'),
    });
    expect(await signers().list()).toMatchObject({ agency: null, timeStamp: null });
    expect(entries()).toEqual([]);
  });

  test('imported, replaced, removed: shown by subject, issuer and expiry, each change an entry', async () => {
    const first = await makeAgency([{ kind: 'RSA-2048' }, {}, {}]);
    const shown = await signers().import({ file: exported(first), passphrase: PASSPHRASE, note: 'From the unit' });
    expect(shown.agency).toMatchObject({
      subject: 'CN=Digital Evidence Unit',
      issuer: 'CN=Agency Issuing CA 1',
      root: 'CN=Agency Root CA',
      certificates: 3,
      key: 'RSA 2048',
      validToMs: Date.UTC(2040, 0, 1),
      lapsed: false,
    });
    const second = await makeAgency([{ name: 'Another unit', toMs: Date.now() + 3_600_000 }, {}]);
    const replaced = await signers().import({ file: exported(second), passphrase: PASSPHRASE, note: '' });
    expect(replaced.agency?.subject).toBe('CN=Another unit');
    desk.goAhead(2 * 3_600_000);
    expect((await signers().list()).agency?.lapsed).toBe(true);
    await signers().remove({ what: 'agency', note: 'Lapsed' });
    const said = entries();
    expect(said.map(({ details }) => [details.kind, details.before])).toEqual([
      ['pack-signer-imported', null],
      ['pack-signer-imported', shown.agency?.fingerprint],
      ['pack-signer-removed', replaced.agency?.fingerprint],
    ]);
    expect(JSON.stringify(said)).not.toContain(PASSPHRASE);
    expect(JSON.stringify(said)).toContain('CN=Digital Evidence Unit');
  });

  test('a time-stamp server is kept with its root, and nothing but a root is taken for one', async () => {
    const stamps = await makeStampAuthority({}, [{}, {}]);
    const [leaf, between, root] = stamps.certificates as [Uint8Array, Uint8Array, Uint8Array];
    const url = 'http://127.0.0.1:9/stamp';
    const set = (...ders: Uint8Array[]) =>
      signers().setTimeStamp({ url, roots: new Blob(ders.map((der) => pemOf(der))), note: '' });
    await expect(set(leaf, between)).rejects.toMatchObject({ message: expect.stringContaining('holds no root') });
    await expect(signers().setTimeStamp({ url, roots: new Blob(['no certificate']), note: '' })).rejects.toMatchObject({
      message: expect.stringContaining('cannot be read'),
    });
    await expect(
      signers().setTimeStamp({ url: 'file:///etc/passwd', roots: new Blob([pemOf(root)]), note: '' }),
    ).rejects.toBeDefined();
    const shown = await set(between, root);
    expect(shown.timeStamp).toMatchObject({ url, root: 'CN=Time Stamp Root' });
    const der = await signers().setTimeStamp({ url, roots: new Blob([Uint8Array.from(root)]), note: '' });
    expect(der.timeStamp?.rootFingerprint).toBe(shown.timeStamp?.rootFingerprint);
  });

  test('a pack signed by the agency and stamped; without them it is refused with the way to mend it', async () => {
    const { caseId } = await desk.newCase('Operation Kōtare');
    const stamps = await makeStampAuthority();
    const server = await startStampServer(answering(stamps));
    servers.push(server);
    const roots = new Blob([pemOf(stamps.root)]);
    const chosen = { signWith: 'agency', timeStampUrl: server.url } as const;
    const draft = { ...(await desk.client().packs.draft({ caseId })).draft, ...chosen };
    const signCheck = async () =>
      (await desk.client().packs.checks({ caseId, draft })).checks.find(({ id }) => id === 'sign');
    expect(await signCheck()).toMatchObject({ severity: 'stop', detail: expect.stringContaining('No certificate') });
    await signers().import({ file: exported(await makeAgency([{}, {}])), passphrase: PASSPHRASE, note: '' });
    expect(await signCheck()).toMatchObject({ severity: 'stop', detail: expect.stringContaining('time-stamp server') });
    await signers().setTimeStamp({ url: server.url, roots, note: '' });
    expect(await signCheck()).toBeUndefined();
    await addExhibit(caseId);
    const build = async (more: object = {}) => {
      const said: string[] = [];
      const reason = 'Asked for by the prosecutor for the first hearing.';
      for await (const event of await desk.client().packs.build({ caseId, draft: { ...draft, reason, ...more } })) {
        if (event.type === 'progress') said.push(event.step);
        else return event;
      }
      throw new Error(`no pack after ${said.join(', ')}`);
    };
    const made = await build();
    if (made.type !== 'done') throw new Error(JSON.stringify(made));
    expect(made.verdict).toMatchObject({ status: 'valid', trust: 'anchored', problems: [] });
    expect(made.pack.signedWith).toBe('agency');
    expect(server.requests).toHaveLength(1);
    const packId = made.pack.id;
    // The certificate and the server go; what was made with them still verifies on this desk.
    await signers().remove({ what: 'agency', note: 'Handed back' });
    await signers().remove({ what: 'time-stamp', note: '' });
    const later = await desk.client().packs.verify({ packId });
    expect(later).toMatchObject({ status: 'valid', trust: 'anchored' });
    expect(later.checks.find(({ id }) => id === 'time-stamp')?.detail).toContain('the one that was named');
    const { file } = await desk.client().packs.download({ packId, form: 'pdf' });
    const verdict = await verifyPack(new Uint8Array(await file.arrayBuffer()));
    expect(verdict.signer?.subject).toBe('CN=Digital Evidence Unit');
    expect(verdict).toMatchObject({ status: 'valid', trust: 'not-checked' });
    expect(await build()).toMatchObject({ type: 'refused' });

    // No stamp to be had: no pack, an entry that says so, and the way out.
    await signers().setTimeStamp({ url: server.url, roots, note: '' });
    await server.close();
    servers.length = 0;
    await expect(build({ signWith: 'workstation' })).rejects.toMatchObject({
      message: expect.stringContaining('cannot be reached. No pack was made'),
      data: { code: 'TIME_STAMP_FAILED', tip: expect.stringContaining('without a time stamp') },
    });
    expect(desk.entriesOf(caseId).at(-1)).toMatchObject({ action: 'pack-export', outcome: 'failed' });
    expect(await build({ signWith: 'workstation', timeStampUrl: null })).toMatchObject({ type: 'done' });
  }, 180_000);

  async function addExhibit(caseId: string): Promise<void> {
    const { plate, fileNumber: number, purpose, narrative } = desk.training().lesson;
    const client = desk.client();
    const declared = await client.authority.declare({ caseId, kind: 'file-number', number, purpose, narrative });
    if (declared.outcome !== 'declared') throw new Error('the declaration was refused');
    const at = { caseId, authorityId: declared.authority.id };
    const found = await desk.find(at, plate);
    if (found.outcome !== 'ran') throw new Error('the query was refused');
    const chosen = found.matches.find(({ read, hasImage }) => read === plate && !hasImage);
    if (chosen === undefined) throw new Error('no read without an image');
    const { detectionId } = chosen;
    const viewed = await client.detections.view({ ...at, detectionId, plate });
    if (viewed.outcome !== 'ran') throw new Error('the view was refused');
    await client.detections.confirm({
      caseId,
      detectionId,
      plate,
      typed: '',
      basis: 'no-image',
      ground: 'image-not-kept',
      groundNote: 'The provider keeps no images of this site.',
      vehicleSeen: '',
      lookAlikesSeen: viewed.likelihood.lookAlikes.length,
      outcome: 'confirmed',
    });
    await client.exhibits.add({ caseId, detectionId, note: '' });
  }
});
