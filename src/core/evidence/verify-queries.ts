/**
 * What the log of a pack must show of every query that went ahead: an intent before it ran, one result, and an authority
 * that this person had declared in this case and that was still in force. Runs anywhere, pure. Never imports a writer.
 */
import type { AuditEntry } from '../audit/entry.ts';
import { authorityLifetimeMs } from '../authority/decide-access.ts';
import { nzRuleBook } from '../authority/rules/nz.ts';
import { canonicalText } from './manifest.ts';
import type { PackProblem, PackProblemCode } from './verdict.ts';

/** Asked for, run and answered: two entries each. */
const queryActions: ReadonlySet<AuditEntry['action']> = new Set([
  'find',
  'look-alikes',
  'journey',
  'pattern',
  'convoy',
  'colocation',
  'all-convoys',
  'view',
]);
/** Their result carries the digest of what was released. */
const digestedActions: ReadonlySet<AuditEntry['action']> = new Set([
  'find',
  'look-alikes',
  'pattern',
  'convoy',
  'colocation',
  'all-convoys',
]);
/** Uses of what a query brought, each done at once: one entry. */
const useActions: ReadonlySet<AuditEntry['action']> = new Set(['image', 'confirm']);

/**
 * Queries and uses that were let through without an authority in force, or not in the form of the log (AU3).
 * @param withheld entries that are not among those shown: a result may answer one of them
 */
export function findUnauthorised(
  entries: readonly AuditEntry[],
  withheld: ReadonlySet<number> = new Set(),
): PackProblem[] {
  const problems: PackProblem[] = [];
  const answered = new Set<number>();
  const bySeq = new Map(entries.map((entry) => [entry.seq, entry]));
  const standings = new Map<string, Standing>();
  for (const entry of entries) {
    const { action, phase, outcome, of, authority } = entry;
    const standing = authority === null ? undefined : standings.get(authority.id);
    if (authority !== null) standings.set(authority.id, after(standing, entry));
    if (outcome === 'refused') continue;
    const found = (code: PackProblemCode, what: string): void => {
      problems.push({ code, message: `Entry ${entry.seq} (${action}) ${what}.`, where: `log entry ${entry.seq}` });
    };
    if (phase === 'result' && of !== null) {
      const intent = bySeq.get(of);
      if (answered.has(of)) found('query-form', `answers entry ${of} a second time`);
      answered.add(of);
      if (intent === undefined ? !withheld.has(of) : !isAnswerTo(entry, intent))
        found('query-form', `does not belong to entry ${of}`);
    }
    const query = queryActions.has(action);
    if (!query && !useActions.has(action)) continue;
    if (entry.authority === null) found('query-without-authority', 'went ahead without an authority');
    if (query && phase === 'event') found('query-form', 'ran without an intent before it');
    if (digestedActions.has(action) && phase === 'result' && outcome === 'ran' && !isDigest(entry.details.digest))
      found('query-form', 'does not say what it released');
    if (entry.authority === null || phase === 'result') continue;
    const why = outOfForce(entry, standing);
    if (why !== null) found('authority-not-in-force', why);
  }
  return problems;
}

const isDigest = (value: unknown): boolean => typeof value === 'string' && /^[0-9a-f]{64}$/.test(value);

function isAnswerTo(result: AuditEntry, intent: AuditEntry): boolean {
  return (
    intent.phase === 'intent' &&
    intent.seq < result.seq &&
    intent.action === result.action &&
    canonicalText([intent.actor, intent.authority]) === canonicalText([result.actor, result.authority])
  );
}

/** What the log shows of one authority up to a place in it. */
type Standing = {
  declared: AuditEntry | null;
  /** The last time it was handed in for approval, and what was last said to that. */
  submitted: AuditEntry | null;
  answer: AuditEntry | null;
  withdrawn: boolean;
  rejected: boolean;
};
const unheardOf: Standing = { declared: null, submitted: null, answer: null, withdrawn: false, rejected: false };

/** After one more entry that names this authority. Of use at most once an entry, so that a log is gone through once. */
function after(standing: Standing = unheardOf, entry: AuditEntry): Standing {
  const { action, outcome, authority } = entry;
  if (action === 'authority-assignment' && authority?.assignment === 'rejected') return { ...standing, rejected: true };
  if (outcome !== 'recorded') return standing;
  if (action === 'authority-declare') return { ...standing, declared: entry };
  if (action === 'authority-submit') return { ...standing, submitted: entry, answer: null };
  if (action === 'authority-approve' || action === 'authority-refuse') return { ...standing, answer: entry };
  return action === 'authority-withdraw' ? { ...standing, withdrawn: true } : standing;
}

/** Why the authority of this entry was none at that moment; null: it was in force. */
function outOfForce(entry: AuditEntry, standing: Standing = unheardOf): string | null {
  const { authority, actor } = entry;
  if (authority === null || actor === null) return 'names nobody who asked';
  // Declared, or, of a kind that somebody else has to approve, handed in for approval.
  const declared = needsApproval.has(authority.kind) ? standing.submitted : standing.declared;
  if (declared?.authority == null) return 'rests on an authority that the log does not show declared';
  if (declared.actor?.id !== actor.id) return 'rests on an authority that somebody else declared';
  const same = (['kind', 'number', 'purpose', 'narrative'] as const).every(
    (field) => declared.authority?.[field] === authority[field],
  );
  if (!same) return 'states its authority otherwise than it was declared';
  if (declared.action === 'authority-submit' && !isApproved(standing.answer, declared))
    return 'rests on an authority that the log does not show approved by somebody else';
  if (standing.withdrawn) return 'rests on an authority that was withdrawn before';
  if (standing.rejected || authority.assignment === 'rejected') return 'rests on a number the register had refused';
  // The time that was judged by (the lease clock), where it is given; the clock of the machine may have been set since.
  const untilMs = timeIn(declared, 'toMs') ?? declared.timeMs + authorityLifetimeMs(declared.timeMs);
  if ((timeIn(entry, 'judgedMs') ?? entry.timeMs) >= untilMs) return 'rests on an authority that had lapsed';
  return null;
}

/** Kinds of which the log shows a submission and an approval in place of a declaration. */
const needsApproval: ReadonlySet<string> = new Set(
  Object.entries(nzRuleBook.kinds).flatMap(([kind, versions]) =>
    versions.some(({ params }) => params.approver !== null) ? [kind] : [],
  ),
);

/** By somebody else than who handed it in, after that, and not refused since. */
function isApproved(last: AuditEntry | null, submitted: AuditEntry): boolean {
  const by = last?.details.by;
  const approver = typeof by === 'object' && by !== null && 'id' in by ? by.id : null;
  return last?.action === 'authority-approve' && approver !== null && approver !== submitted.actor?.id;
}

const timeIn = ({ details }: AuditEntry, field: string): number | null => {
  const value = details[field];
  return typeof value === 'number' ? value : null;
};
