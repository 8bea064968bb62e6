// What profiles and choices take out of a pack, what stays and says so, and that the verifier takes the result.

import { beforeAll, describe, expect, test } from 'vitest';
import { type Forgery, forgePack, withHistory } from '../../../../tests/fixtures/forge-pack.ts';
import { makePackInput, somebodyElse } from '../../../../tests/fixtures/pack-input.fixture.ts';
import { makeTestAuthority, type TestSigner } from '../../../../tests/fixtures/test-authority.ts';
import { canonicalText, sha256OfBytes } from '../manifest.ts';
import { logLines, type PackInput } from '../pack-input.ts';
import { verifyPack } from '../verify.ts';
import { type Redaction, redactPack, type WithholdChoice } from './redact-pack.ts';

let signer: TestSigner;
beforeAll(async () => {
  signer = await makeTestAuthority();
});

const input = makePackInput();
const verdictOf = async ({ input: of }: Pick<Redaction, 'input'>, forgery?: Forgery) =>
  verifyPack(await forgePack(of, signer, forgery), { trustAnchors: signer.anchors });
const codes = async (made: Pick<Redaction, 'input'>, forgery?: Forgery): Promise<string[]> => {
  const { status, problems } = await verdictOf(made, forgery);
  return [status, ...new Set(problems.map(({ code }) => code))];
};
/** Everything in the input that a page or table could be drawn from, bytes aside. */
const saidBy = (of: PackInput): string =>
  canonicalText(JSON.parse(JSON.stringify(of, (_, value) => (ArrayBuffer.isView(value) ? '' : value))));

describe('profiles', () => {
  test.each(['full', 'defence', 'partner', 'victim'] as const)('EP30 a pack for %s verifies', async (profile) => {
    const made = redactPack(input, profile);
    expect(made.blocked).toEqual([]);
    const verdict = await verdictOf(made);
    expect(verdict.problems).toEqual([]);
    expect(verdict.pack?.profile?.id).toBe(profile);
    expect(logLines(made.input).map(({ hash }) => hash)).toEqual(input.log.map(({ hash }) => hash));
  });

  test('EP30 full and defence remove nothing by themselves', () => {
    for (const profile of ['full', 'defence'] as const) {
      const { removed, values, input: left } = redactPack(input, profile);
      expect([removed, values, left.withheld, left.withheldLog ?? []]).toEqual([[], [], [], []]);
      expect(left.log).toEqual(input.log);
    }
  });

  test('EP30 for a partner other plates, refused reasons and papers go; what the exhibits rest on stays and is told', async () => {
    const { input: left, removed, kept, values } = redactPack(input, 'partner');
    const said = saidBy(left);
    for (const [plate] of [['HOV523'], ['NOV528'], ['TXO841']]) {
      // TXO841 is also what a camera read of an exhibit: it stays.
      expect(said.includes(plate ?? '')).toBe(plate === 'TXO841');
    }
    for (const { confirmation } of input.excluded)
      if (confirmation.groundNote.length >= 12) expect(said).not.toContain(confirmation.groundNote);
    expect(left.documents.map(({ bytes }) => bytes)).toEqual([null]);
    expect(left.exhibits.map(({ image }) => image)).toEqual(input.exhibits.map(({ image }) => image));
    expect(removed.map(({ count }) => count).every((count) => count > 0)).toBe(true);
    expect(kept).toEqual([
      {
        what: 'Reason, note or condition written for an authority',
        count: 2,
        why: 'Stands in entries of the log the exhibits rest on; each is hashed as a whole',
      },
    ]);
    // Every entry that says a removed value stands as its commitment, and is named.
    for (const entry of left.log)
      for (const { text, seek } of values)
        if (seek === 'anywhere') expect(canonicalText(entry.details), `entry ${entry.seq}`).not.toContain(text);
    const verdict = await verdictOf({ input: left });
    expect(verdict.pack?.withheldEntries).toBe(left.withheldLog?.length);
    expect(verdict.checks.find(({ id }) => id === 'disclosure')?.detail).toContain('cannot be checked');
  });

  test('EP30 for a victim pictures and the scene go too, their hashes stay', async () => {
    const { input: left, files } = redactPack(input, 'victim');
    expect(left.exhibits.every(({ image }) => image === null)).toBe(true);
    expect(files.filter(({ what }) => what.startsWith('picture'))).toHaveLength(13);
    expect(left.exhibits.map(({ detection }) => detection.imageSha256)).toEqual(
      input.exhibits.map(({ detection }) => detection.imageSha256),
    );
    expect(left.case.summary).toBe('[removed]');
    expect(await codes({ input: left })).toEqual(['valid']);
  });

  test('EP30 an officer who is not in the log under the exhibits becomes a number, the same one everywhere', () => {
    const [first, ...others] = input.authorities;
    if (first === undefined) throw new Error('no authority');
    const approval = { state: 'approved' as const, submittedMs: 1, by: somebodyElse, atMs: 2, note: '' };
    const approved: PackInput = {
      ...input,
      authorities: [{ ...first, approval }, ...others],
      people: [...input.people, { user: somebodyElse, did: ['approved'] }],
    };
    const { input: left } = redactPack(approved, 'partner');
    expect(saidBy(left)).not.toContain(somebodyElse.name);
    expect(saidBy(left)).not.toContain(somebodyElse.username);
    expect(left.authorities[0]?.approval?.by?.name).toBe('Officer 1');
    expect(left.people.at(-1)?.user).toMatchObject({ name: 'Officer 1', username: 'officer-1', title: 'Detective' });
    expect(left.officer).toEqual(input.officer);
  });

  test('EP30 a title or reason that names what is removed stops the pack, since the log announces it', () => {
    const told = withHistory(input, (entries) =>
      entries.map((entry) =>
        entry.action === 'pack-export' ? { ...entry, details: { ...entry.details, reason: 'About HOV523' } } : entry,
      ),
    );
    expect(redactPack(told, 'partner').blocked.join()).toContain('name what its profile removes');
    expect(redactPack(told, 'full').blocked).toEqual([]);
  });
});

describe('choices', () => {
  const refusal = input.log.find(({ outcome }) => outcome === 'refused')?.seq ?? 0;
  const paper = input.documents[0]?.sha256 ?? '';
  const ground = 'Names an informant';

  test('EP30 an entry, a picture and a paper, each with its ground in the schedule', async () => {
    const choices: WithholdChoice[] = [
      { kind: 'entry', seq: refusal, ground },
      { kind: 'picture', number: 'E-02', ground },
      { kind: 'paper', sha256: paper, ground },
    ];
    const made = redactPack(input, 'defence', choices);
    expect(made.input.withheld).toEqual([{ what: `Log entry ${refusal}`, ground }]);
    expect(made.input.exhibits[1]).toMatchObject({ image: null, imageWithheld: ground });
    expect(made.input.documents[0]).toMatchObject({ bytes: null, withheld: ground });
    expect(made.values.map(({ what }) => what)).toEqual([`Log entry ${refusal}`]);
    expect(await codes(made)).toEqual(['valid']);
    // Taking a choice back brings the thing back: nothing else was changed.
    expect(redactPack(input, 'defence', []).input).toEqual({
      ...input,
      withheldLog: [],
      profile: made.input.profile && { id: 'defence', title: 'Defence', removed: [] },
    });
  });

  test('EP30 a withheld entry that the schedule does not name is refused', async () => {
    const made = redactPack(input, 'defence', [{ kind: 'entry', seq: refusal, ground }]);
    expect(await codes(made, { manifest: (manifest) => ({ ...manifest, withheld: [] }) })).toEqual([
      'invalid',
      'entry-withheld',
    ]);
  });

  test('EP30 what the exhibits rest on, and anything in a full pack, cannot be withheld', () => {
    const added = input.log.find(({ action }) => action === 'exhibit-add')?.seq ?? 0;
    for (const seq of [added, input.log.length, 9999])
      expect(redactPack(input, 'defence', [{ kind: 'entry', seq, ground }]).blocked).toHaveLength(1);
    expect(redactPack(input, 'full', [{ kind: 'entry', seq: refusal, ground }]).blocked).toHaveLength(1);
  });

  test('EP30 a query goes with its answer, a paper with the entry that names it', async () => {
    const intent = input.log.find(({ action, phase }) => action === 'find' && phase === 'intent')?.seq ?? 0;
    const attach = input.log.find(({ action }) => action === 'authority-attach')?.seq ?? 0;
    const made = redactPack(input, 'defence', [
      { kind: 'entry', seq: intent, ground },
      { kind: 'entry', seq: attach, ground },
    ]);
    expect(made.input.withheldLog?.map(({ seq }) => seq)).toEqual([attach, intent, intent + 1]);
    expect(made.input.documents).toEqual([]);
    expect(made.input.withheld.map(({ what }) => what)).toContain(`A paper of an authority, SHA-256 ${paper}`);
    expect(await codes(made)).toEqual(['valid']);
  });

  test('EP32 a copy with parts made black stands in the place of the picture, tied to its hash', async () => {
    const bytes = new TextEncoder().encode('a copy with a black rectangle');
    const copy = { sha256: sha256OfBytes(bytes), mime: 'image/png' as const, bytes };
    const made = redactPack(input, 'victim', [{ kind: 'boxes', number: 'E-01', ground, boxes: 1, copy }]);
    expect(made.input.exhibits[0]).toMatchObject({ image: null, redacted: copy, imageWithheld: ground });
    expect(made.input.exhibits[2]?.redacted).toBeUndefined();
    expect(await codes(made)).toEqual(['valid']);
    const without = (manifest: object) => ({
      ...manifest,
      withheld: made.input.withheld.filter(({ what }) => !what.startsWith('Image')),
    });
    expect(await codes(made, { manifest: without })).toEqual(['invalid', 'disclosure-form']);
    const other = (manifest: object) => ({
      ...manifest,
      withheld: made.input.withheld.map((line) => ({ ...line, what: line.what.replace(copy.sha256, 'ab'.repeat(32)) })),
    });
    expect(await codes(made, { manifest: other })).toEqual(['invalid', 'disclosure-form']);
  });
});
