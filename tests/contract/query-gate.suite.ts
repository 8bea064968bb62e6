// Every question of movement and look-alikes under the gate and in the log: refused, allowed, failing, withdrawn.
import { createHash } from 'node:crypto';
import canonicalize from 'canonicalize';
import { describe, expect, test, vi } from 'vitest';
import type { AuditEntry } from '../../src/core/audit/entry.ts';
import { AppError } from '../../src/core/errors.ts';
import { getAuthority, insertAuthority } from '../../src/workspace/index.ts';
import { type AskingDesk, type At, HOUR_MS, type Said, said, sceneOf } from './asking-desk.ts';

export function queryGateSuite({ allConvoys, client, entriesOf, goAhead, newCase, session }: AskingDesk): void {
  /** Another plate each time, so that the repetition rule stays out of it. */
  let asked = 0;
  const otherPlate = (): string => `QZ${1000 + asked++}`;

  /** Each question once, with what it calls of the matcher. */
  const questions: [AuditEntry['action'], 'movement' | 'lookAlikes', (at: At) => Promise<Said>][] = [
    ['look-alikes', 'lookAlikes', async (at) => said(await client().find.lookAlikes({ ...at, plate: otherPlate() }))],
    [
      'pattern',
      'movement',
      async (at) => said(await client().movement.pattern({ ...at, plate: otherPlate(), fromMs: null, toMs: null })),
    ],
    [
      'convoy',
      'movement',
      async (at) => said(await client().movement.convoy({ ...at, plate: otherPlate(), fromMs: null, toMs: null })),
    ],
    [
      'colocation',
      'movement',
      async (at) => said(await client().movement.colocation({ ...at, scenes: [sceneOf(9), sceneOf(6)], atLeast: 2 })),
    ],
    [
      'all-convoys',
      'movement',
      async (at) => {
        const last = (await allConvoys(at)).at(-1);
        if (last?.type === 'done') return said({ ...last, outcome: 'ran' });
        if (last?.type === 'refused') return said({ ...last, outcome: 'refused' });
        throw new Error('the stream ended without an answer');
      },
    ],
  ];

  describe.each(questions)('%s', (action, asks, ask) => {
    test('SV10 SV2 without an authority it is an answer with reasons, an entry, and nothing is asked', async () => {
      const { caseId } = await newCase(`None ${action}`);
      const matcher = await session().match.ready();
      const engine = vi.spyOn(matcher, asks);
      const answer = await ask({ caseId, authorityId: null });
      expect(answer).toMatchObject({ outcome: 'refused', codes: ['no-authority'] });
      expect(entriesOf(caseId).at(-1)).toMatchObject({
        seq: answer.logSeq,
        action,
        outcome: 'refused',
        authority: null,
      });
      expect(engine).not.toHaveBeenCalled();
    });

    test('SV10 SV2 allowed: the intent is on disk before the engine is asked, the digest before anything is out', async () => {
      const at = await newCase(`Allowed ${action}`);
      const matcher = await session().match.ready();
      const before = entriesOf(at.caseId).length;
      const seen: string[] = [];
      const engine = matcher[asks].bind(matcher) as (...args: unknown[]) => Promise<unknown>;
      vi.spyOn(matcher, asks).mockImplementation(((...args: unknown[]) => {
        seen.push(
          ...entriesOf(at.caseId)
            .slice(before)
            .map((entry) => `${entry.action} ${entry.phase}`),
        );
        return engine(...args);
      }) as never);
      const answer = await ask(at);
      expect(answer.outcome).toBe('ran');
      expect(seen).toEqual([`${action} intent`]);
      const [intent, result, ...more] = entriesOf(at.caseId).slice(before);
      expect(more).toEqual([]);
      expect(intent).toMatchObject({ seq: answer.logSeq, action, phase: 'intent', authority: { id: at.authorityId } });
      const digest = createHash('sha256')
        .update(canonicalize(answer.released) ?? '')
        .digest('hex');
      expect(result).toMatchObject({ action, phase: 'result', of: answer.logSeq, outcome: 'ran', details: { digest } });
      expect(result?.details.coverage).toMatchObject({ total: expect.any(Number), sitesWithReads: expect.any(Number) });
    });

    test('SV2 the log cannot be written: before, nothing is asked; after, nothing is released', async () => {
      const at = await newCase(`Unwritten ${action}`);
      const matcher = await session().match.ready();
      const { audit } = session().workspace;
      const append = audit.append.bind(audit);
      for (const failing of [1, 2]) {
        const engine = vi.spyOn(matcher, asks);
        let calls = 0;
        vi.spyOn(audit, 'append').mockImplementation((draft) => {
          calls += 1;
          if (calls >= failing) throw new AppError('DISK_FULL');
          return append(draft);
        });
        await expect(ask(at)).rejects.toMatchObject({ data: { code: 'AUDIT_NOT_WRITTEN' } });
        expect(engine).toHaveBeenCalledTimes(failing - 1);
        vi.restoreAllMocks();
      }
      const phases = entriesOf(at.caseId).filter((entry) => entry.action === action);
      expect(phases.map(({ phase }) => phase)).toEqual(['intent']);
    });

    test('SV11 the engine fails: the log says so, and the error crosses without what was asked', async () => {
      const at = await newCase(`Failing ${action}`);
      const matcher = await session().match.ready();
      vi.spyOn(matcher, asks).mockRejectedValue(new Error('boom QZ1000 SELECT'));
      const failed = await ask(at).catch((error: unknown) => error);
      expect(failed).toMatchObject({ code: 'APP_ERROR', data: { code: 'INTERNAL' } });
      expect(JSON.stringify(failed)).not.toMatch(/boom|QZ1|SELECT/);
      expect(entriesOf(at.caseId).at(-1)).toMatchObject({
        phase: 'result',
        outcome: 'failed',
        details: { code: 'INTERNAL' },
      });
    });

    test('AR4 withdrawn, lapsed, of another case, of another officer: refused', async () => {
      const at = await newCase(`Standing ${action}`);
      const other = await newCase(`Other ${action}`);
      expect((await ask({ ...at, authorityId: other.authorityId })).codes).toEqual(['wrong-case']);
      const { workspace, user } = session();
      const mine = getAuthority(workspace.read, at.authorityId);
      if (mine === null) throw new Error('no authority');
      const theirs = { ...mine, id: `theirs-${action}`, declaredBy: { ...user, id: 'somebody-else' } };
      workspace.write((tx) => insertAuthority(tx, theirs));
      expect((await ask({ ...at, authorityId: theirs.id })).codes).toEqual(['other-person']);
      goAhead(9 * HOUR_MS);
      expect((await ask(at)).codes).toEqual(['authority-lapsed']);
      goAhead(0);
      await client().authority.withdraw(at);
      expect((await ask(at)).codes).toEqual(['authority-withdrawn']);
    });
  });
}
