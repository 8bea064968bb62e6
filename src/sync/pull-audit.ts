/**
 * Takes the query logs of all workstations onto an auditor's own. Runs in the services worker, for the role auditor
 * alone. Records, the cursor and the tree over them go to disk page by page in one transaction: killed at any moment,
 * the next round goes on where the last whole page ended. Nothing is judged here: what the server hands over is kept as
 * it came, and verification says what is wrong with it. Spec: docs/spec/services.md SV30.
 */
import { z } from 'zod';
import { auditConflict, auditHeadsAnswer, auditKeyAnswer, auditReadAnswer } from '../contract/audit-wire.ts';
import {
  countTreeLeaves,
  insertAuditorRecords,
  listAuditorChains,
  putChainHeads,
  readAuditorState,
  retryUnopenable,
  saveAuditorState,
} from '../workspace/index.ts';
import { reach } from './intel-client.ts';
import { done, endOf, type RoundDeps, raiseAlert, type StepEnd } from './round.ts';

const PAGE = 1000;
/** Logs that grow faster than they are read are read on in the next round. */
const MOST_ROUNDS = 5;
type AuditReadAnswer = z.infer<typeof auditReadAnswer>;
const conflictsAnswer = z.object({ conflicts: z.array(auditConflict) });

export async function pullAudit(deps: RoundDeps): Promise<StepEnd> {
  const { signal } = deps;
  const { audit } = deps.intel.api;
  const keys = await reach(auditKeyAnswer, () => audit.key(undefined, { signal }), signal);
  if (keys.state !== 'answered') return endOf(keys, 'The audit keys were not sent');
  keepKeys(deps, keys.value.keys);
  for (let round = 1; ; round += 1) {
    const read = await readOn(deps);
    if (read.step !== 'done') return read;
    const heads = await reach(auditHeadsAnswer, () => audit.heads(undefined, { signal }), signal);
    if (heads.state !== 'answered') return endOf(heads, 'The heads of the query logs were not sent');
    const conflicts = await reach(conflictsAnswer, () => audit.conflicts(undefined, { signal }), signal);
    if (conflicts.state !== 'answered') return endOf(conflicts, 'The contradictions in the query logs were not sent');
    keepHeads(deps, heads.value, conflicts.value.conflicts);
    // What was handed over between the two questions belongs to what the heads speak of.
    if (round === MOST_ROUNDS || !isBehind(deps)) return done;
  }
}

/** Some head speaks of more than is held. */
const isBehind = ({ workspace }: RoundDeps): boolean =>
  listAuditorChains(workspace.read).some(({ chain, size }) => countTreeLeaves(workspace.read, chain) < size);

async function readOn(deps: RoundDeps): Promise<StepEnd> {
  const { workspace, signal } = deps;
  const { audit } = deps.intel.api;
  let taken = 0;
  for (;;) {
    const after = readAuditorState(workspace.read).cursor;
    const page = await reach(auditReadAnswer, () => audit.read({ after, limit: PAGE }, { signal }), signal);
    if (page.state !== 'answered') return endOf(page, 'The query logs were not sent');
    const problem = pageProblem(page.value, after);
    if (problem !== null) return refusePage(deps, problem);
    const { records, next, more, total } = page.value;
    const nowMs = deps.nowMs();
    workspace.write((tx) => {
      insertAuditorRecords(tx, records);
      saveAuditorState(tx, { cursor: next, pulledMs: nowMs });
    });
    taken += records.length;
    deps.progress('log', taken, Math.max(taken, taken + total - next));
    if (!more) return done;
  }
}

type Heads = z.infer<typeof auditHeadsAnswer>;
type Conflicts = z.infer<typeof conflictsAnswer>['conflicts'];

function keepHeads({ workspace }: RoundDeps, heads: Heads, conflicts: Conflicts): void {
  workspace.write((tx) => {
    putChainHeads(tx, heads.heads);
    const held = readAuditorState(tx).conflicts;
    // What was once handed over as proof stays, whatever the server says later.
    const known = new Set(held.map(({ id }) => id));
    const fresh = conflicts.filter(({ id }) => !known.has(id));
    saveAuditorState(tx, { witnesses: heads.witnesses, conflicts: [...held, ...fresh] });
  });
}

type ServerKeys = z.infer<typeof auditKeyAnswer>['keys'];

/** A key that is new may open what none opened before. */
function keepKeys(deps: RoundDeps, keys: ServerKeys): void {
  const sealed = keys.flatMap(({ kid, sealedPrivate }) => (sealedPrivate === null ? [] : [{ kid, sealedPrivate }]));
  const held = readAuditorState(deps.workspace.read).keys;
  const fresh = sealed.filter(({ kid }) => !held.some((key) => key.kid === kid));
  if (fresh.length === 0) return;
  deps.workspace.write((tx) => {
    saveAuditorState(tx, { keys: [...held, ...fresh] });
    retryUnopenable(tx);
  });
}

/** A page that does not go on from where it was asked could hide records or bring them twice. */
function pageProblem({ records, next, more }: AuditReadAnswer, after: number): string | null {
  let last = after;
  for (const { ordinal } of records) {
    if (ordinal <= last) return 'its records do not follow each other';
    last = ordinal;
  }
  if (next !== last) return 'it does not say where to go on';
  if (more && records.length === 0) return 'it is empty and says there is more';
  return null;
}

function refusePage(deps: RoundDeps, problem: string): StepEnd {
  const message = `A page of the query logs was refused: ${problem}.`;
  raiseAlert(deps, 'audit-page', {
    severity: 'error',
    message,
    tip: 'Nothing of it was kept; what is held is safe. It is asked for again. If this stays, the server is not to be trusted: refer it.',
  });
  return { step: 'skip', message };
}
