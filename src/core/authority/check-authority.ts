/**
 * The parts of a decision that look at one thing each: the declared authority, the number, the reason, the lease, the
 * repetition. Runs anywhere. Each writes what it found; none decides.
 */
import type { AuthorityRecord, User } from '../model/domain.ts';
import type { PlateQuery } from '../plate/plate-query.ts';
import { fileNumberProblem, normalizeFileNumber } from './file-number.ts';
import type { Findings } from './findings.ts';
import { type NarrativeProblem, narrativeProblem } from './narrative.ts';
import { type Asking, countedAskings, countSameAskings } from './repetition.ts';
import { kindRule, type RuleBook, ruleInForce } from './rule-book.ts';
import { endsMsOf } from './standing.ts';

const narrativeMessages: Record<NarrativeProblem, string> = {
  'too-short': 'The narrative is too short for a reader of the log to follow.',
  'too-long': 'The narrative is longer than the log keeps.',
  'too-few-words': 'The narrative has too few different words for a reader of the log to follow.',
  'no-letters': 'The narrative has no letters.',
  'one-character': 'The narrative is mostly one character.',
  'keyboard-run': 'The narrative is mostly keys in a row.',
};

export function checkRole(findings: Findings, user: User, book: RuleBook, nowMs: number): void {
  const rule = ruleInForce(book.rules.role, nowMs);
  if (rule.params.mayNotQuery.includes(user.role)) {
    findings.against(
      rule,
      'role-may-not-query',
      'role',
      `Your role (${user.role}) reads the log and may make no query.`,
      'Ask an investigator to make the query under their own authority.',
    );
  } else findings.fine(rule, 'Your role may query');
}

/** `leaseUntilMs` null: the workstation never received a policy. */
export function checkLease(findings: Findings, leaseUntilMs: number | null, book: RuleBook, nowMs: number): void {
  const rule = ruleInForce(book.rules.lease, nowMs);
  const remedy = 'Connect to the intel server and let the workstation sync; queries resume at once.';
  if (leaseUntilMs === null) {
    findings.against(rule, 'no-lease', 'lease', 'This workstation has no sync policy yet, so no lease.', remedy);
  } else if (nowMs >= leaseUntilMs) {
    findings.against(rule, 'lease-ended', 'lease', 'The offline lease of this workstation has ended.', remedy);
  } else findings.fine(rule, 'Offline lease runs');
}

export function checkNumber(findings: Findings, number: string, book: RuleBook, nowMs: number): void {
  const rule = ruleInForce(book.rules.fileNumber, nowMs);
  const remedy = 'Give the number of the file you work on as YYMMDD/NNNN, for example 261107/4182.';
  const problem = fileNumberProblem(number, book, nowMs);
  if (problem === 'online-report') {
    findings.against(
      rule,
      'online-report-number',
      'number',
      'This is the number of an online report, not of a file.',
      'Have the report made into a file, then give that file’s number (YYMMDD/NNNN).',
    );
  } else if (problem === 'future-date') {
    findings.against(rule, 'future-file-number', 'number', 'The date in this file number is in the future.', remedy);
  } else if (problem === 'no-such-date') {
    findings.against(
      rule,
      'bad-file-number',
      'number',
      'The first six digits of this file number are no date.',
      remedy,
    );
  } else if (problem === 'shape') {
    const empty = normalizeFileNumber(number) === '';
    const message = empty ? 'No file number was given.' : 'This does not have the shape of a file number.';
    findings.against(rule, 'bad-file-number', 'number', message, remedy);
  } else findings.fine(rule, 'File number has its shape and a past date');
}

/** `purpose` null: the kind of authority asks for none. */
export function checkReason(
  findings: Findings,
  purpose: string | null,
  narrative: string,
  book: RuleBook,
  nowMs: number,
): void {
  const rule = ruleInForce(book.rules.reason, nowMs);
  const known = purpose === null || book.purposes.some((candidate) => candidate.code === purpose);
  if (!known) {
    findings.against(
      rule,
      'unknown-purpose',
      'purpose',
      purpose === '' ? 'No purpose was chosen.' : 'This purpose is not on the list.',
      'Choose the purpose from the list.',
    );
  }
  const problem = narrativeProblem(narrative, rule.params);
  if (problem !== null) {
    const { minChars, minWords } = rule.params;
    findings.against(
      rule,
      'junk-reason',
      'narrative',
      narrativeMessages[problem],
      `Say in at least ${minChars} characters and ${minWords} different words why this vehicle.`,
    );
  }
  if (known && problem === null)
    findings.fine(rule, purpose === null ? 'Narrative given' : 'Purpose and narrative given');
}

/** The authority is this person's, for this case, in force now and not refused by the register. */
export function checkStanding(
  findings: Findings,
  authority: AuthorityRecord,
  asked: { user: User; caseId: string },
  book: RuleBook,
  nowMs: number,
): void {
  const find = ruleInForce(book.rules.find, nowMs);
  const kind = kindRule(book, authority.kind, nowMs);
  const declareOwn =
    kind === null || kind.params.lifetime === null
      ? 'Declare a file number and a reason of your own for this case.'
      : 'Have one of your own for this case issued and approved.';
  if (authority.declaredBy.id !== asked.user.id) {
    findings.against(find, 'other-person', 'authority', 'This authority was declared by somebody else.', declareOwn);
  }
  if (authority.caseId !== asked.caseId) {
    findings.against(find, 'wrong-case', 'authority', 'This authority was declared for another case.', declareOwn);
  }
  if (authority.withdrawnMs !== null) {
    findings.against(find, 'authority-withdrawn', 'authority', 'This authority was withdrawn.', declareOwn);
  }
  const lapse = kind === null || kind.params.lifetime === null ? ruleInForce(book.rules.lapse, nowMs) : kind;
  const endMs = endsMsOf(authority, book, nowMs);
  if (nowMs < authority.fromMs) {
    findings.against(
      lapse,
      'authority-not-yet',
      'authority',
      'This authority begins later than the clock of this workstation shows.',
      'Check the clock of this machine, then declare the authority again.',
    );
  } else if (nowMs >= endMs) {
    findings.against(
      lapse,
      'authority-lapsed',
      'authority',
      'This authority has lapsed.',
      kind?.params.lifetime == null
        ? 'Confirm that you still work on the matter by declaring it again.'
        : 'Have a new one issued and approved, where there is ground for it.',
    );
  } else findings.fine(lapse, 'Authority has not lapsed');
  const assignment = ruleInForce(book.rules.assignment, nowMs);
  if (authority.assignment === 'rejected') {
    findings.against(
      assignment,
      'assignment-rejected',
      'number',
      'The register does not know this file, or it is not assigned to you.',
      'Give the number of a file you are assigned to, or have yourself assigned.',
    );
  } else if (kind === null || kind.params.registered) {
    const confirmed = authority.assignment === 'confirmed';
    const what = authority.kind === 'operation' ? 'Operation' : 'File';
    findings.fine(
      assignment,
      confirmed ? `${what} confirmed by the register` : `${what} provisional until the register answers`,
    );
  }
}

/**
 * Repetition, this asking included. Times after `nowMs` count: a clock set back must not hide askings.
 * Returns the time of the asking that this one is part of, null where it counts on its own.
 * @param analysis whether it is another look at a vehicle (its pattern, company or look-alikes), not a find
 * @param tracked whether this person holds a tracking authority for this plate: then nothing is stopped
 * @param earlier this person's askings of the last 7 days at least, for whatever plate
 */
export function checkRepetition(
  findings: Findings,
  query: PlateQuery,
  analysis: boolean,
  earlier: readonly Asking[],
  tracked: boolean,
  book: RuleBook,
  nowMs: number,
): number | null {
  const rule = ruleInForce(book.rules.rekey, nowMs);
  const { limits, minKnownShare, sittingMs } = rule.params;
  const counted = countedAskings(earlier, sittingMs);
  const partOf = analysis
    ? counted.findLast(({ plateKey, timeMs }) => plateKey === query.pattern && Math.abs(nowMs - timeMs) < sittingMs)
    : undefined;
  let before = 0;
  for (const limit of limits) {
    const within = counted.filter(({ timeMs }) => timeMs > nowMs - limit.withinMs);
    before = countSameAskings(query, within, minKnownShare);
    const askings = before + (partOf === undefined ? 1 : 0);
    if (askings < limit.askings) continue;
    if (tracked) {
      findings.fine(rule, 'Asked for again and again under a tracking authority for this plate');
      return partOf?.timeMs ?? null;
    }
    findings.against(
      rule,
      'rekeying',
      'query',
      `This is asking ${askings} for this plate within ${limit.withinMs / 3_600_000} hours; ${limit.askings} are stopped and shown to the auditor.`,
      'To follow a vehicle, get a tracking authority: a surveillance device warrant, a production order, or emergency power.',
    );
    return null;
  }
  findings.fine(rule, `Plate asked for ${before} time${before === 1 ? '' : 's'} before in 7 days`);
  return partOf?.timeMs ?? null;
}
