/**
 * The parts of a decision that look at the kind of an authority: whether it carries this, what it has to say, who
 * approved it, how far it reaches. Runs anywhere. Each writes what it found; none decides.
 */
import type { Area, AuthorityRecord } from '../model/domain.ts';
import { checkApprover } from './check-approver.ts';
import { checkNumber, checkReason } from './check-authority.ts';
import type { Findings } from './findings.ts';
import { narrativeProblem } from './narrative.ts';
import { kindRule, type Rule, type RuleBook, ruleInForce } from './rule-book.ts';
import type { AuthorityField, LawfulFunction } from './way.ts';
import { longestEndMs } from './ways-to-authority.ts';

const fnWords: Record<LawfulFunction, string> = {
  find: 'find a vehicle',
  track: 'track a vehicle',
  'recover-stolen': 'look for a stolen vehicle',
};

/** Whether the kind carries what is to be done; `fn` null: looking at what was brought, which every kind carries. */
export function checkKind(
  findings: Findings,
  record: AuthorityRecord,
  fn: LawfulFunction | null,
  book: RuleBook,
  nowMs: number,
): void {
  const rule = kindRule(book, record.kind, nowMs);
  if (rule !== null && (fn === null || rule.params.functions.includes(fn))) return;
  const general: Rule<unknown> =
    fn === 'find' || fn === null ? ruleInForce(book.rules.find, nowMs) : ruleInForce(book.rules.track, nowMs);
  const what = fn === null ? 'anything in this profile' : `leave to ${fnWords[fn]}`;
  findings.against(
    rule ?? general,
    'wrong-kind',
    'authority',
    `This kind of authority is not ${what}.`,
    fn === 'find' || fn === null
      ? 'Declare the file number you work on, an operation, or a senior authority.'
      : 'Get a surveillance device warrant, a production order, or the emergency power where it applies.',
  );
}

const fieldWords: Record<AuthorityField, string> = {
  number: 'number',
  issuer: 'who issued it',
  purpose: 'purpose',
  narrative: 'reason in words',
  plates: 'plates it is for',
  people: 'people it is for',
  area: 'area',
  devices: 'devices',
  from: 'beginning',
  to: 'end',
  conditions: 'conditions',
  grounds: 'situation relied on',
  impracticable: 'why a warrant cannot be had in time',
  document: 'document',
};

/** What the record has to say for its kind, its paper and its length. */
export function checkContents(findings: Findings, record: AuthorityRecord, book: RuleBook, nowMs: number): void {
  const rule = kindRule(book, record.kind, nowMs);
  if (rule === null) return;
  const { fields, required, numberShape, documentRequired, grounds } = rule.params;
  if (numberShape === 'file-number') checkNumber(findings, record.number, book, nowMs);
  checkReason(findings, fields.includes('purpose') ? record.purpose : null, record.narrative, book, nowMs);
  for (const field of required) {
    if (isStated(record, field)) continue;
    if (field === 'number' && numberShape === 'file-number') continue;
    findings.against(
      rule,
      'not-stated',
      field,
      `It does not say: ${fieldWords[field]}.`,
      `Give the ${fieldWords[field]}, as it stands on the paper.`,
    );
  }
  if (required.includes('grounds') && record.ground !== '' && !grounds.some(({ code }) => code === record.ground)) {
    findings.against(
      rule,
      'unknown-ground',
      'grounds',
      'This situation is none that the rule knows.',
      'Choose the situation that applies from the list.',
    );
  }
  const reason = ruleInForce(book.rules.reason, nowMs).params;
  if (
    required.includes('impracticable') &&
    record.impracticable !== '' &&
    narrativeProblem(record.impracticable, reason) !== null
  ) {
    findings.against(
      rule,
      'warrant-practicable',
      'impracticable',
      'It does not say in words why a warrant cannot be had in time.',
      'Say why a warrant cannot be had in the time there is. Where it can, get the warrant.',
    );
  }
  if (documentRequired && record.documents.length === 0) {
    findings.against(
      rule,
      'document-missing',
      'document',
      'Its document is not attached.',
      'Attach the signed document (PDF or picture).',
    );
  } else if (documentRequired) findings.fine(rule, 'Document attached');
  checkLength(findings, record, book, nowMs);
}

function checkLength(findings: Findings, record: AuthorityRecord, book: RuleBook, nowMs: number): void {
  const rule = kindRule(book, record.kind, nowMs);
  if (rule === null) return;
  if (record.toMs <= record.fromMs) {
    findings.against(rule, 'too-long', 'to', 'It ends before it begins.', 'Give an end after its beginning.');
    return;
  }
  // What lapses by itself, or counts from its first use, is cut; a paper that says too much is wrong.
  if (rule.params.lifetime === null || rule.params.lifetimeFrom === 'first-use') return;
  if (record.toMs > longestEndMs(record.kind, record.fromMs, book, nowMs)) {
    findings.against(
      rule,
      'too-long',
      'to',
      'It is to last longer than this kind of authority may.',
      'Give the end that stands on the paper; where the paper says so much, have it corrected.',
    );
  }
}

function isStated(record: AuthorityRecord, field: AuthorityField): boolean {
  switch (field) {
    case 'number':
    case 'issuer':
    case 'conditions':
    case 'impracticable':
      return record[field].trim() !== '';
    case 'plates':
    case 'people':
    case 'devices':
      return record.scope[field].length > 0;
    case 'area':
      return record.scope.area !== null;
    case 'grounds':
      return record.ground !== '';
    case 'document':
      return record.documents.length > 0;
    // Judged by the rule of reasons; times are always there.
    case 'purpose':
    case 'narrative':
    case 'from':
    case 'to':
      return true;
  }
}

/** Approved by a second person who may. */
export function checkApproval(findings: Findings, record: AuthorityRecord, book: RuleBook, nowMs: number): void {
  const kind = kindRule(book, record.kind, nowMs);
  if (kind === null || kind.params.approver === null) return;
  const rule = ruleInForce(book.rules.approval, nowMs);
  const state = record.approval?.state ?? 'draft';
  if (state === 'refused') {
    findings.against(
      rule,
      'approval-refused',
      'approval',
      'The approver refused this authority.',
      'Read the approver’s note, put right what it names, and submit a new one.',
    );
  } else if (state !== 'approved' || record.approval?.by == null) {
    findings.against(
      rule,
      'not-approved',
      'approval',
      'No second person has approved this authority.',
      'Submit it; somebody else who may approve it decides.',
    );
  } else checkApprover(findings, record.approval.by, record, book, nowMs);
}

/** What a question reaches for; what is not named reaches for everything. */
export type Reach = {
  /** Folded plate; null: none is named, or one with wildcards. */
  plate: string | null;
  area: Area | null;
  devices: readonly string[] | null;
};

/** Whether the question stays within what the authority names. */
export function checkScope(
  findings: Findings,
  record: AuthorityRecord,
  reach: Reach,
  book: RuleBook,
  nowMs: number,
): void {
  const { plates, area, devices } = record.scope;
  const rule = ruleInForce(book.rules.scope, nowMs);
  const beyond = (field: 'plates' | 'area' | 'devices', message: string, remedy: string): void =>
    findings.against(rule, 'out-of-scope', field, message, remedy);
  if (plates.length > 0 && (reach.plate === null || !plates.includes(reach.plate))) {
    beyond(
      'plates',
      'The question is not for a plate that this authority names.',
      `Ask with a whole plate that it names: ${plates.join(', ')}.`,
    );
  }
  if (area !== null && (reach.area === null || !within(reach.area, area))) {
    beyond(
      'area',
      'The question reaches beyond the area of this authority.',
      'Draw an area inside that of the authority.',
    );
  }
  if (devices.length > 0 && (reach.devices === null || !reach.devices.every((device) => devices.includes(device)))) {
    beyond(
      'devices',
      'The question reaches for cameras that this authority does not name.',
      'Choose only cameras that the authority names.',
    );
  }
  if (plates.length > 0 || area !== null || devices.length > 0)
    findings.fine(rule, 'Judged against what it is limited to');
}

const EARTH_RADIUS_M = 6_371_008.8;

function within(inner: Area, outer: Area): boolean {
  const radians = Math.PI / 180;
  const [a, b] = [inner.lat * radians, outer.lat * radians];
  const half =
    Math.sin((b - a) / 2) ** 2 + Math.cos(a) * Math.cos(b) * Math.sin(((outer.lon - inner.lon) * radians) / 2) ** 2;
  const distanceM = 2 * EARTH_RADIUS_M * Math.asin(Math.min(1, Math.sqrt(half)));
  // A hundredth of a millimetre for the rounding of the same circle.
  return distanceM + inner.radiusM <= outer.radiusM + 1e-5;
}
