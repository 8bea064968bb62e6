// A log with entries withheld: the same judgement as of a whole one where none is, and every trick with one that is.

import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { makePackInput } from '../../../tests/fixtures/pack-input.fixture.ts';
import type { AuditEntry } from './entry.ts';
import { verifyShownLog, type WithheldEntry } from './shown-log.ts';
import { verifyLog } from './verify.ts';

const { log, checkpoint } = makePackInput({ entries: 0 });
const alone = ({ seq, hash, prev }: AuditEntry): WithheldEntry => ({ v: 2, withheld: true, seq, hash, prev });
const hiding = (...seqs: number[]): unknown[] => log.map((entry) => (seqs.includes(entry.seq) ? alone(entry) : entry));
const codes = (lines: readonly unknown[]): string[] =>
  verifyShownLog(lines, checkpoint).problems.map(({ code }) => code);

test('AU6 without withheld entries the verdict is that of the whole log, whatever was done to it', () => {
  fc.assert(
    fc.property(
      fc.array(
        fc.tuple(
          fc.nat(log.length - 1),
          fc.constantFrom('drop', 'swap', 'time', 'null', 'twice'),
          fc.nat(log.length - 1),
        ),
        { maxLength: 3 },
      ),
      (edits) => {
        const lines: unknown[] = [...log];
        for (const [at, how, to] of edits) {
          if (how === 'drop') lines.splice(at, 1);
          else if (how === 'swap') [lines[at], lines[to]] = [lines[to], lines[at]];
          else if (how === 'time') lines[at] = { ...(lines[at] as object), timeMs: 5 };
          else if (how === 'null') lines[at] = null;
          else lines.splice(at, 0, lines[at]);
        }
        const { ok, problems, entries, head } = verifyShownLog(lines, checkpoint);
        expect({ ok, problems, entries, head }).toEqual(verifyLog(lines, checkpoint));
      },
    ),
  );
});

test('EP24 any entries may stand as their commitment alone, and every place is still proven', () => {
  fc.assert(
    fc.property(fc.uniqueArray(fc.integer({ min: 1, max: log.length }), { minLength: 1 }), (seqs) => {
      const shown = verifyShownLog(hiding(...seqs), checkpoint);
      expect(shown.problems).toEqual([]);
      expect(shown.withheld).toEqual(new Set(seqs));
      expect(shown.commitments).toEqual(log.map(({ hash }) => hash));
      expect(shown.known).toEqual(log.filter(({ seq }) => !seqs.includes(seq)));
    }),
  );
});

test('EP24 a withheld entry dropped, moved, changed or made up is told', () => {
  const hidden = hiding(3, 4, 9);
  expect(codes(hidden.toSpliced(2, 1))).toContain('entry-missing');
  expect(codes([...hidden.slice(0, 2), hidden[3], hidden[2], ...hidden.slice(4)])).toContain('entry-missing');
  const changed = (at: number, change: Partial<WithheldEntry>): unknown[] =>
    hidden.with(at, { ...(hidden[at] as WithheldEntry), ...change });
  const other = bytesToHex(sha256(utf8ToBytes('other')));
  for (const lines of [changed(2, { hash: other }), changed(8, { prev: other }), changed(2, { seq: 2 })])
    expect(codes(lines)).toContain('entry-out-of-order');
  expect(codes(changed(2, { hash: 'short' }))).toContain('entry-malformed');
  expect(codes(changed(2, { what: 'more' } as Partial<WithheldEntry>))).toContain('entry-malformed');
  const made = { ...(hidden[2] as WithheldEntry), seq: log.length + 1, prev: log.at(-1)?.hash ?? '' };
  expect(codes([...hidden, made])).toContain('checkpoint-mismatch');
  // Red proof: what is shown beside withheld entries is held to its own hash all the same.
  expect(codes(hidden.with(6, { ...(hidden[6] as AuditEntry), timeMs: 5 }))).toContain('entry-altered');
});

test('EP24 more entries withheld than there was room for on the workstation’s own chain', () => {
  const [first, second, third] = log as [AuditEntry, AuditEntry, AuditEntry];
  expect(third.deviceSeq - first.deviceSeq).toBe(2);
  expect(codes([first, alone(second), { ...third, deviceSeq: first.deviceSeq + 1 }, ...log.slice(3)])).toEqual([
    'entry-altered',
    'entry-out-of-order',
    'entry-out-of-order',
  ]);
});
