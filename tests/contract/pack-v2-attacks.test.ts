/**
 * Threats T19 and T20 on what version 2 of a pack adds, rules EP21–EP26: signed for real by whoever holds a key, so that each
 * is refused for what it says. Every control has its red proof: the same pack without the lie is valid.
 */
import { beforeAll, describe, expect, test } from 'vitest';
import type { AuditEntry } from '../../src/core/audit/entry.ts';
import { readVerifierKey, writeVerifierKey } from '../../src/core/audit/signed-note.ts';
import { canonicalBytes, canonicalText, type PackManifestV2 } from '../../src/core/evidence/manifest.ts';
import type { PackInput } from '../../src/core/evidence/pack-input.ts';
import { withheldEntriesOf } from '../../src/core/evidence/pack-names.ts';
import { readAttachments } from '../../src/core/evidence/pdf-attachments.ts';
import { packSections } from '../../src/core/evidence/sections.ts';
import { type VerifyOptions, verifyPack } from '../../src/core/evidence/verify.ts';
import { type Forgery, forgePack, withFile, withHistory } from '../fixtures/forge-pack.ts';
import { makePackInput } from '../fixtures/pack-input.fixture.ts';
import { proveLog, serverCosigner, witnessOf } from '../fixtures/prove-log.ts';
import { makeTestAuthority, type TestSigner } from '../fixtures/test-authority.ts';

let signer: TestSigner;
let other: TestSigner;
let input: PackInput;

beforeAll(async () => {
  signer = await makeTestAuthority();
  other = await makeTestAuthority('Another authority');
  input = makePackInput({ entries: 0 });
});

/** Status and codes, each once. */
async function told(forgery: Forgery = {}, of: PackInput = input, options: VerifyOptions = {}): Promise<string[]> {
  const pdf = await forgePack(of, signer, forgery);
  const { status, problems } = await verifyPack(pdf, { trustAnchors: signer.anchors, ...options });
  return [status, ...new Set(problems.map(({ code }) => code))];
}
const detailOf = async (of: PackInput, id: string, options: VerifyOptions = {}, forgery: Forgery = {}) =>
  (await verifyPack(await forgePack(of, signer, forgery), options)).checks.find((check) => check.id === id)?.detail;
const manifested =
  (change: (manifest: PackManifestV2) => Partial<PackManifestV2>): Forgery['manifest'] =>
  (manifest) => ({ ...manifest, ...change(manifest) });
const json = (name: string, change: (value: Record<string, unknown>) => unknown): Forgery['files'] =>
  withFile(name, (bytes) => canonicalBytes(change(JSON.parse(new TextDecoder().decode(bytes)))));
const without =
  (name: string): Forgery['files'] =>
  (files) =>
    files.filter((file) => file.name !== name);

test('the control: untouched it is valid, in all its checks, and says whose log it is', async () => {
  expect(await told()).toEqual(['valid']);
  const verdict = await verifyPack(await forgePack(input, signer), { trustAnchors: signer.anchors });
  expect(verdict.keeper).toEqual(verdict.signer);
  expect(verdict.pack).toMatchObject({ version: 2, withheldEntries: 0, profile: { id: 'full' } });
});

describe('EP22 who signed the manifest', () => {
  test('T20 a manifest without its signature, with another’s, or with that of another manifest', async () => {
    const gone: Forgery = { attached: (files) => files.filter(({ name }) => name !== 'manifest.json.p7s') };
    expect((await told(gone)).slice(0, 2)).toEqual(['invalid', 'manifest-signature']);
    const stale: Forgery = {
      attached: withFile('manifest.json.p7s', (bytes) => bytes.with(-3, (bytes.at(-3) ?? 0) ^ 1)),
    };
    expect((await told(stale)).slice(0, 2)).toEqual(['invalid', 'manifest-signature']);
    const [, theirs] = (await readAttachments(await forgePack({ ...input, title: 'Another' }, signer))).filter(
      ({ name }) => name.startsWith('manifest.json'),
    );
    const swapped: Forgery = { attached: withFile('manifest.json.p7s', () => theirs?.bytes ?? new Uint8Array()) };
    expect((await told(swapped)).slice(0, 2)).toEqual(['invalid', 'manifest-signature']);
  });

  test('T20 an agency may sign the pages: with --trust both must be known', async () => {
    const agency = await makeTestAuthority('An agency', undefined, null);
    const pdf = await forgePack(input, agency, { keeper: signer });
    const one = await verifyPack(pdf, { trustAnchors: agency.anchors });
    expect([one.status, one.trust, one.problems.map(({ code }) => code)]).toEqual([
      'invalid',
      'untrusted',
      ['authority-unknown'],
    ]);
    const both = await verifyPack(pdf, { trustAnchors: [...signer.anchors, ...agency.anchors] });
    expect([both.status, both.trust]).toEqual(['valid', 'anchored']);
    expect([both.signer?.issuer, both.keeper?.issuer]).toEqual(['CN=An agency', 'CN=Waymark test authority']);
    const said = (await verifyPack(pdf)).checks.find(({ id }) => id === 'certificate')?.detail;
    expect(said).toContain('Log and manifest by CN=Workstation 1');
  });

  test('T20 another workstation puts its pages around a log it did not keep', async () => {
    const verdict = await verifyPack(await forgePack(input, other, { keeper: signer }));
    expect(verdict.problems).toEqual([expect.objectContaining({ code: 'manifest-signature' })]);
    expect(verdict.problems[0]?.message).toContain('signed by another workstation');
  });

  test('T20 a certificate that names no log, or another workstation’s', async () => {
    const nobody = await makeTestAuthority('Waymark test authority', undefined, null);
    const unnamed = await forgePack(input, signer, { keeper: nobody });
    expect((await verifyPack(unnamed)).problems.map(({ code }) => code)).toContain('manifest-signature');
    const elsewhere = await makeTestAuthority('Waymark test authority', undefined, {
      device: { id: 'another', publicKey: 'ab'.repeat(32) },
      server: { id: 'intel.training.example', publicKey: 'cd'.repeat(32) },
    });
    const codes = (await verifyPack(await forgePack(input, signer, { keeper: elsewhere }))).problems.map(
      ({ code }) => code,
    );
    expect(codes).toEqual(
      expect.arrayContaining(['log-key-unknown', 'case-proof-wrong', 'receipt-wrong', 'policy-wrong']),
    );
  });

  test('the certificates beside it are those that signed it, in their one writing', async () => {
    const text = (change: (pem: string) => string): Forgery => ({
      files: withFile('certificates/workstation.pem', (bytes) =>
        new TextEncoder().encode(change(new TextDecoder().decode(bytes))),
      ),
    });
    expect(await told(text((pem) => `${pem}\n`))).toEqual(['invalid', 'manifest-signature']);
    expect(await told(text((pem) => `${pem}${pem}`))).toEqual(['invalid', 'manifest-signature']);
    expect(await told({ files: without('certificates/workstation.pem') })).toEqual(['invalid', 'manifest-signature']);
  });
});

describe('EP21 a version 2 is not passed off as version 1', () => {
  const asV1 = (manifest: PackManifestV2): unknown => {
    const { profile, sections, withheld, caseProof, witnessed, witnesses, documents, clips, ...rest } = manifest;
    expect([profile, sections, withheld, caseProof, witnessed, witnesses, documents, clips]).toHaveLength(8);
    return { ...rest, v: 1 };
  };
  const inVersion1 = /^(log\/(case-log|checkpoint|receipt)\.|exhibits\/|images\/)/;
  const said = (log: AuditEntry[], manifestVersion: number | null): AuditEntry[] => {
    const last = log.at(-1) as AuditEntry;
    const { manifestVersion: _, ...details } = last.details;
    return log.with(-1, { ...last, details: manifestVersion === null ? details : { ...details, manifestVersion } });
  };

  test('T20 the log says which version was made, and the signature beside the manifest does not belong to version 1', async () => {
    expect((await told({ manifest: asV1 })).slice(0, 3)).toEqual(['invalid', 'attachment-extra', 'manifest-form']);
    const alone: Forgery = {
      files: (files) => files.filter(({ name }) => inVersion1.test(name)),
      manifest: asV1,
      attached: (files) => files.filter(({ name }) => name !== 'manifest.json.p7s'),
    };
    expect(await told(alone)).toEqual(['invalid', 'manifest-form']);
    // Red proof: it is the word of the log that refuses it. Without it, whoever holds the workstation's key can still
    // make a version 1: it says so of itself, check by check.
    const unsaid = withHistory(input, (log) => said(log, null));
    expect(await told(alone, unsaid)).toEqual(['valid']);
    expect(await detailOf(unsaid, 'witness', {}, alone)).toContain('Not part of version 1');
    expect(
      await told(
        {},
        withHistory(input, (log) => said(log, 3)),
      ),
    ).toEqual(['invalid', 'manifest-form']);
  });
});

describe('EP23 the proof that the log is whole', () => {
  const proven = (change: (proof: PackInput['caseProof']) => PackInput['caseProof']): PackInput => ({
    ...input,
    caseProof: change(input.caseProof),
  });

  test('T20 an entry left out, the chain and checkpoint written anew over the rest, the proof kept', async () => {
    const shorter = withHistory(input, (log) =>
      log.toSpliced(1, 1).map((entry) => ({ ...entry, of: entry.of === null ? null : entry.of - 1 })),
    );
    expect(await told({}, { ...shorter, caseProof: input.caseProof })).toEqual(['invalid', 'case-proof-wrong']);
    // Red proof: only somebody with the workstation's key can prove the shorter one too; then the
    // cosigned head stands against it.
    expect(await told({}, shorter)).toEqual(['valid']);
    expect(await told({}, { ...shorter, witnessed: input.witnessed })).toEqual(['invalid', 'log-rewritten']);
  });

  test('T20 a proof of an older size, of another user’s workspace, or none', async () => {
    const older = proveLog(input.log.slice(0, -1)).caseProof;
    const theirs = proveLog(input.log, { userId: 'somebody-else' }).caseProof;
    const otherKey = proveLog(input.log, { deviceKey: new Uint8Array(32).fill(1) }).caseProof;
    const wrong = ['invalid', 'case-proof-wrong'];
    expect(
      await told(
        {},
        proven(() => older),
      ),
    ).toEqual([...wrong, 'log-rewritten']);
    expect(
      await told(
        {},
        proven(() => theirs),
      ),
    ).toEqual([...wrong, 'witness-missing']);
    expect(
      await told(
        {},
        proven(() => otherKey),
      ),
    ).toEqual(wrong);
    expect(await told({ files: without('log/case-proof.json') })).toEqual([
      'invalid',
      'case-proof-wrong',
      'witness-missing',
    ]);
    expect(await told({ manifest: manifested(() => ({ caseProof: 'log/receipt.json' })) })).toEqual([
      'invalid',
      'case-proof-wrong',
    ]);
  });

  test('T20 a path, a leaf or a checkpoint with one digit changed', async () => {
    const flip = (hex: string): string => (hex.startsWith('0') ? `1${hex.slice(1)}` : `0${hex.slice(1)}`);
    const spoilt = [
      proven((proof) => ({ ...proof, path: proof.path.with(0, flip(proof.path[0] ?? '')) })),
      proven((proof) => ({ ...proof, leaf: { ...proof.leaf, logRoot: flip(proof.leaf.logRoot) } })),
      proven((proof) => ({ ...proof, leaf: { ...proof.leaf, deviceSeq: proof.leaf.deviceSeq + 1 } })),
    ];
    for (const one of spoilt) expect((await told({}, one)).slice(0, 2)).toEqual(['invalid', 'case-proof-wrong']);
    const note = proven((proof) => ({ ...proof, checkpoint: proof.checkpoint.replace(/\n\d+\n/, '\n9999\n') }));
    expect((await told({}, note)).slice(0, 2)).toEqual(['invalid', 'case-proof-wrong']);
  });
});

describe('EP23 cosignatures', () => {
  const witness = witnessOf('witness.example/one', 21);
  const stranger = witnessOf('witness.example/two', 22);
  const cosigned = (...by: (typeof witness)[]): PackInput => ({
    ...input,
    witnessed: proveLog(input.log, { cosigners: by }).witnessed,
  });

  test('T20 the server’s must be there, and those that the manifest or the reader asks for', async () => {
    expect(await told({}, cosigned(serverCosigner, witness))).toEqual(['valid']);
    expect(await told({}, cosigned(witness))).toEqual(['invalid', 'witness-missing']);
    const promised = { witnesses: [{ name: witness.key.name, publicKeyHex: witness.key.publicKeyHex }] };
    expect(await told({}, { ...cosigned(serverCosigner, witness), ...promised })).toEqual(['valid']);
    expect(await told({}, { ...input, ...promised })).toEqual(['invalid', 'witness-missing']);
    const asked = { witnesses: [readVerifierKey(writeVerifierKey(witness.key)) ?? stranger.key] };
    expect(await told({}, cosigned(serverCosigner, witness), asked)).toEqual(['valid']);
    expect(await told({}, cosigned(serverCosigner, stranger), asked)).toEqual(['invalid', 'witness-missing']);
    expect(await told({}, { ...input, witnessed: null }, asked)).toEqual(['invalid', 'witness-missing']);
    expect(await told({}, { ...input, witnessed: null })).toEqual(['valid']);
    expect(await detailOf(cosigned(serverCosigner, witness), 'witness', asked)).toMatch(
      /witness\.example\/one cosigned by 2026-/,
    );
  });

  test('T20 the name of a witness under another key', async () => {
    const pretender = { ...stranger, key: { ...stranger.key, name: witness.key.name } };
    const asked = { witnesses: [witness.key] };
    expect(await told({}, cosigned(serverCosigner, pretender), asked)).toEqual(['invalid', 'witness-missing']);
  });

  test('T20 a cosigned head of a history that was written anew since', async () => {
    const before = withHistory(input, (log) =>
      log.map((entry, index) => (index === 2 ? { ...entry, details: { ...entry.details, narrative: 'qwer' } } : entry)),
    );
    const { witnessed } = proveLog(before.log);
    expect(await told({}, { ...input, witnessed })).toEqual(['invalid', 'log-rewritten']);
    const wrongPath = { ...(input.witnessed ?? witnessed), path: [] };
    expect(await told({}, { ...input, witnessed: wrongPath })).toEqual(['invalid', 'log-rewritten']);
    expect(await told({ manifest: manifested(() => ({ witnessed: null })) })).toEqual([
      'invalid',
      'witness-missing',
      'disclosure-form',
    ]);
  });
});

describe('EP24 withheld entries', () => {
  const hide =
    (...seqs: number[]): Forgery['files'] =>
    (files) =>
      withFile('log/case-log.jsonl', () =>
        new TextEncoder().encode(
          input.log
            .map((entry) => {
              const { seq, hash, prev } = entry;
              return `${canonicalText(seqs.includes(seq) ? { v: 2, withheld: true, seq, hash, prev } : entry)}\n`;
            })
            .join(''),
        ),
      )(files);
  const defence = (...what: string[]) =>
    manifested(() => ({
      profile: { id: 'defence', title: 'Defence', removed: [] },
      withheld: what.map((one) => ({ what: one, ground: 'Another person’s inquiry' })),
    }));
  // Two refusals: nothing of the pack rests on them.
  const refusals = (): [number, number] => {
    const [first, second] = input.log.filter(({ outcome }) => outcome === 'refused').map(({ seq }) => seq);
    return [first ?? 0, second ?? 0];
  };

  test('T19 T20 named in the schedule they are counted, and said to be beyond checking', async () => {
    const [one, two] = refusals();
    expect(two).toBe(one + 1);
    const named: Forgery = { files: hide(one, two), manifest: defence(withheldEntriesOf(one, two)) };
    expect(await told(named)).toEqual(['valid']);
    const verdict = await verifyPack(await forgePack(input, signer, named));
    expect(verdict.pack).toMatchObject({
      withheldEntries: 2,
      logEntries: input.log.length,
      profile: { id: 'defence' },
    });
    expect(verdict.checks.find(({ id }) => id === 'log')?.detail).toContain(
      '2 of them stand as their commitment alone',
    );
    expect(verdict.checks.find(({ id }) => id === 'disclosure')?.detail).toContain('cannot be checked');
    for (const check of ['authority', 'exhibits'])
      expect(verdict.checks.find(({ id }) => id === check)?.detail).toContain(
        'Of 2 withheld entries this cannot be said.',
      );
  });

  test('T20 in a full pack, unnamed, or named and shown', async () => {
    const [one, two] = refusals();
    expect(await told({ files: hide(one) })).toEqual(['invalid', 'entry-withheld']);
    expect(await told({ files: hide(one, two), manifest: defence(withheldEntriesOf(one, one)) })).toEqual([
      'invalid',
      'entry-withheld',
    ]);
    expect(await told({ files: hide(one), manifest: defence(withheldEntriesOf(one, two)) })).toEqual([
      'invalid',
      'disclosure-form',
    ]);
    expect(
      await told({ files: hide(one), manifest: defence('Log entry 07', `Log entry ${one}`, `Log entry ${one}`) }),
    ).toEqual(['invalid', 'disclosure-form']);
  });

  test('T20 what the pack rests on may not be withheld: the export, a judgement, an authority', async () => {
    const rests: [(entry: AuditEntry) => boolean, string][] = [
      [({ seq }) => seq === input.log.length, 'export-not-logged'],
      [({ action }) => action === 'confirm', 'exhibit-not-confirmed'],
      [({ action, outcome }) => action === 'authority-declare' && outcome === 'recorded', 'authority-not-in-force'],
      [({ action }) => action === 'exhibit-add', 'exhibit-not-logged'],
      [({ action }) => action === 'authority-attach', 'document-changed'],
    ];
    for (const [matches, code] of rests) {
      const seq = input.log.find(matches)?.seq ?? 0;
      expect(await told({ files: hide(seq), manifest: defence(`Log entry ${seq}`) }), code).toEqual(['invalid', code]);
    }
  });

  test('T20 a commitment that is not that of the log', async () => {
    const [one] = refusals();
    const made: Forgery['files'] = (files) =>
      withFile('log/case-log.jsonl', (bytes) => {
        const line = new TextDecoder().decode(bytes).split('\n')[one - 1] ?? '';
        const { hash } = JSON.parse(line) as { hash: string };
        return new TextEncoder().encode(new TextDecoder().decode(bytes).replaceAll(hash, 'ab'.repeat(32)));
      })(hide(one)?.(files) ?? files);
    expect((await told({ files: made, manifest: defence(`Log entry ${one}`) })).slice(0, 2)).toEqual([
      'invalid',
      'log-broken',
    ]);
  });
});

describe('EP25 papers, policy, rules, footage', () => {
  const paper = 'authorities/01-Complaint-form-Matamata.pdf';

  test('T20 a paper swapped, dropped, made up, or left out in silence', async () => {
    const other = new TextEncoder().encode('%PDF-1.7 another paper');
    expect(await told({ files: withFile(paper, () => other) })).toEqual(['invalid', 'document-changed']);
    expect(await told({ files: without(paper) })).toEqual(['invalid', 'document-changed']);
    const silent = manifested(({ completeness }) => ({
      documents: [],
      completeness: { ...completeness, attempted: completeness.attempted - 1, produced: completeness.produced - 1 },
    }));
    expect(await told({ files: without(paper), manifest: silent })).toEqual(['invalid', 'document-missing']);
    const absent = { ...input, documents: input.documents.map((one) => ({ ...one, bytes: null })) };
    expect(await told({}, absent)).toEqual(['valid']);
    const unsaid = manifested(({ completeness }) => ({
      completeness: {
        ...completeness,
        unavailable: completeness.unavailable.filter(({ what }) => !what.startsWith('Paper')),
      },
    }));
    expect(await told({ manifest: unsaid }, absent)).toEqual(['invalid', 'document-missing', 'disclosure-form']);
    const elsewhere = { ...input, documents: input.documents.map((one) => ({ ...one, authorityId: 'another' })) };
    expect(await told({}, elsewhere)).toEqual(['invalid', 'document-changed']);
  });

  test('a paper that was taken out again before the authority was handed in is not asked for', async () => {
    const taken = withHistory({ ...input, documents: [] }, (log) => {
      const index = log.findIndex(({ action }) => action === 'authority-attach');
      const shifted = log.map((entry) =>
        entry.of === null || entry.of <= index ? entry : { ...entry, of: entry.of + 1 },
      );
      return shifted.toSpliced(index + 1, 0, { ...(shifted[index] as AuditEntry), action: 'authority-detach' });
    });
    expect(await told({}, taken)).toEqual(['valid']);
    expect(await told({}, { ...withHistory(input, (log) => log), documents: [] })).toEqual([
      'invalid',
      'document-missing',
    ]);
  });

  test('T20 a policy that the server did not sign, of another version, or none', async () => {
    const policy = 'policy/sync-policy.json';
    expect(await told({ files: json(policy, (value) => ({ ...value, signature: 'ab'.repeat(64) })) })).toEqual([
      'invalid',
      'policy-wrong',
    ]);
    const wider = json(policy, (value) => ({ ...value, body: { ...(value.body as object), windowMs: 9e12 } }));
    expect(await told({ files: wider })).toEqual(['invalid', 'policy-wrong']);
    expect(await told({ files: without(policy) })).toEqual(['invalid', 'policy-wrong']);
    const renamed = manifested(({ policy: named }) => ({ policy: named === null ? null : { ...named, version: 15 } }));
    expect(await told({ manifest: renamed })).toEqual(['invalid', 'policy-wrong']);
    expect(await told({}, { ...input, policy: null, policyBundle: null })).toEqual(['valid']);
  });

  test('T20 a rule that is named and not there in words', async () => {
    expect(await told({ files: withFile('policy/rules.json', () => canonicalBytes([])) })).toEqual([
      'invalid',
      'policy-wrong',
    ]);
    expect(await told({ files: without('policy/rules.json') })).toEqual(['invalid', 'policy-wrong']);
  });

  test('T20 footage that is not the one named', async () => {
    const bytes = new Uint8Array([0, 0, 0, 1, 9]);
    const { sha256OfBytes } = await import('../../src/core/evidence/manifest.ts');
    const clip = { number: 'CH03', sha256: sha256OfBytes(bytes), mime: 'video/mp4', bytes, proxyOf: null };
    const filmed = { ...input, clips: [clip] };
    expect(await told({}, filmed)).toEqual(['valid']);
    expect(await told({ files: withFile('clips/CH03.mp4', () => bytes.slice(1)) }, filmed)).toEqual([
      'invalid',
      'clip-changed',
    ]);
    expect(await told({ files: without('clips/CH03.mp4') }, filmed)).toEqual(['invalid', 'clip-changed']);
  });
});

describe('EP26 disclosure', () => {
  test('T20 a section missing, twice, left out without a word, or one that may not be', async () => {
    const sections = (change: (list: PackManifestV2['sections']) => PackManifestV2['sections']): Forgery => ({
      manifest: manifested((manifest) => ({ sections: change(manifest.sections) })),
    });
    const left = ['invalid', 'section-left-out'];
    expect(await told(sections((list) => list.slice(1)))).toEqual(left);
    expect(await told(sections((list) => [...list, ...list.slice(0, 1)]))).toEqual(left);
    const out = (id: string, note: string): Forgery =>
      sections((list) => list.map((one) => (one.id === id ? { ...one, included: false, note } : one)));
    expect(await told(out('movement', ''))).toEqual(left);
    expect(await told(out('movement', 'Left out.'))).toEqual(['valid']);
    for (const { id, locked } of packSections) if (locked) expect(await told(out(id, 'Left out.')), id).toEqual(left);
    const moved = { ...input, sections: [...input.sections].reverse() };
    expect(await told({}, moved)).toEqual(['valid']);
    const fewer = { ...input, sections: input.sections.map((one) => ({ ...one, included: one.id !== 'glossary' })) };
    expect(await detailOf(fewer, 'disclosure')).toContain('Left out and named: Glossary and expert note.');
  });

  test('T20 a full pack that says something was removed, and a count that does not add up', async () => {
    const removed = manifested(({ profile }) => ({
      profile: { ...profile, removed: [{ what: 'Addresses', count: 2, ground: 'Privacy' }] },
    }));
    expect(await told({ manifest: removed })).toEqual(['invalid', 'disclosure-form']);
    const miscounted = manifested(({ completeness }) => ({
      completeness: { ...completeness, produced: completeness.produced + 1, attempted: completeness.attempted + 1 },
    }));
    expect(await told({ manifest: miscounted })).toEqual(['invalid', 'disclosure-form']);
  });
});

describe('EP16 an authority that somebody had to approve', () => {
  const approved = (change: (steps: AuditEntry[]) => AuditEntry[] = (steps) => steps): PackInput =>
    withHistory(input, (log) => {
      const index = log.findIndex(({ action, outcome }) => action === 'authority-declare' && outcome === 'recorded');
      const declared = log[index] as AuditEntry;
      const senior = (entry: AuditEntry): AuditEntry =>
        entry.authority?.id === declared.authority?.id
          ? { ...entry, authority: { ...entry.authority, kind: 'senior-authority' } as AuditEntry['authority'] }
          : entry;
      const until = { toMs: declared.timeMs + 86_400_000 };
      const steps = change([
        { ...declared, action: 'authority-submit', details: { ...declared.details, ...until } },
        { ...declared, action: 'authority-approve', details: { by: { id: 'approver', name: 'Inspector' }, note: '' } },
      ]).map((entry) => senior(entry));
      const more = steps.length - 1;
      const moved = log.map((entry) =>
        senior(entry.of !== null && entry.of > index ? { ...entry, of: entry.of + more } : entry),
      );
      return moved.toSpliced(index, 1, ...steps);
    });

  test('T9 EP16 rests on its submission and its approval by somebody else', async () => {
    expect(await told({}, approved())).toEqual(['valid']);
    const refused = ['invalid', 'authority-not-in-force'];
    expect(
      await told(
        {},
        approved((steps) => steps.slice(0, 1)),
      ),
    ).toEqual(refused);
    expect(
      await told(
        {},
        approved((steps) => [...steps].reverse()),
      ),
    ).toEqual(refused);
    const own = (step: AuditEntry): AuditEntry =>
      step.action === 'authority-approve' ? { ...step, details: { by: { id: step.actor?.id ?? '' } } } : step;
    expect(
      await told(
        {},
        approved((steps) => steps.map(own)),
      ),
    ).toEqual(refused);
    const undone = (steps: AuditEntry[]): AuditEntry[] => [
      ...steps,
      { ...(steps[1] as AuditEntry), action: 'authority-refuse' },
    ];
    expect(await told({}, approved(undone))).toEqual(refused);
    const asDeclared = (step: AuditEntry): AuditEntry => ({ ...step, action: 'authority-declare' });
    expect(
      await told(
        {},
        approved((steps) => steps.slice(0, 1).map(asDeclared)),
      ),
    ).toEqual(refused);
    const lapsed = (step: AuditEntry): AuditEntry =>
      step.action === 'authority-submit' ? { ...step, details: { ...step.details, toMs: step.timeMs + 1 } } : step;
    expect(
      await told(
        {},
        approved((steps) => steps.map(lapsed)),
      ),
    ).toEqual(refused);
  });
});
