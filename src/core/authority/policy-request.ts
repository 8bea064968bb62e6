/**
 * What the policy evaluator is asked: the bare facts of a question, and the profile's lists. Runs anywhere, pure.
 * It takes nothing from what the engine found, so that the two judge apart; the end of an authority by the calendar is
 * reckoned once for both.
 */
import type { AuthorityRecord, User } from '../model/domain.ts';
import { parsePlateQuery } from '../plate/plate-query.ts';
import { foldPlate } from '../plate/plate-text.ts';
import type { LawfulQuestion } from './lawful-question.ts';
import type { EntityRef, PolicyEntity, PolicyRequest, PolicyValue } from './policy-evaluator.ts';
import { rankOf } from './rank.ts';
import { kindRule, type RuleBook, ruleInForce } from './rule-book.ts';
import { endsMsOf } from './standing.ts';

type Of<W extends LawfulQuestion['what']> = Extract<LawfulQuestion, { what: W }>;

/** null: there is nothing to ask about, which is a denial. */
export function policyRequestOf(asked: LawfulQuestion, book: RuleBook): PolicyRequest | null {
  switch (asked.what) {
    case 'declare':
      return declareRequest(asked, book);
    case 'confirm':
      return confirmRequest(asked, book);
    case 'find':
    case 'track':
      return requestUnder(asked, book);
    case 'submit':
      return submitRequest(asked, book);
    case 'approve':
      return approveRequest(asked, book);
    case 'flag-stolen':
      return flagRequest(asked, book);
    case 'share':
      return shareRequest(asked, book);
  }
}

function declareRequest({ user, number, purpose, nowMs }: Of<'declare'>, book: RuleBook): PolicyRequest {
  return {
    principal: userRef(user.id),
    action: action('declare'),
    resource: { type: 'Waymark::Matter', id: number },
    context: {
      barredRoles: roles(book, nowMs).barredRoles,
      purposes: book.purposes.map(({ code }) => code),
      purpose,
    },
    entities: [userEntity(user, book)],
  };
}

function confirmRequest(asked: Of<'confirm'>, book: RuleBook): PolicyRequest {
  const { user, basis, ground, outcome, imageHeld, viewed, imageOpened, nowMs } = asked;
  const typed = wholePlate(asked.typed);
  const plate = wholePlate(asked.plate);
  const resource = { type: 'Waymark::Read', id: 'judged' };
  return {
    principal: userRef(user.id),
    action: action('confirm'),
    resource,
    context: {
      barredRoles: roles(book, nowMs).barredRoles,
      basis,
      outcome,
      ...(ground === null ? {} : { ground }),
      ...(typed === null ? {} : { typed }),
      ...(plate === null ? {} : { plate }),
    },
    entities: [userEntity(user, book), { uid: resource, attrs: { imageHeld, viewed, imageOpened } }],
  };
}

function requestUnder(asked: Of<'find'> | Of<'track'>, book: RuleBook): PolicyRequest | null {
  const { user, authority, nowMs, caseId, leaseUntilMs, vehicle } = asked;
  if (authority === null) return null;
  const plate = asked.what === 'track' ? wholePlate(asked.plate) : plainQuery(asked.query);
  const flags =
    asked.what === 'track'
      ? asked.stolen.filter((flag) => flag.plate === plate && flag.complaint === authority.number)
      : [];
  const barred = vehicle?.held.filter(({ allowed }) => !allowed).map(({ mac }) => mac) ?? [];
  const asksPlate = asked.what === 'track' || asked.query !== null;
  return {
    principal: userRef(user.id),
    action: action(actionOf(asked, authority)),
    resource: authorityRef(authority.id),
    context: {
      nowMs,
      ...(leaseUntilMs === null ? {} : { leaseUntilMs }),
      ...roles(book, nowMs),
      caseId,
      kind: kindFacts(authority, book, nowMs),
      ...(plate === null ? {} : { plate }),
      asked: asksPlate ? [...(vehicle?.asked ?? [])] : [],
      barredVehicles: barred,
      spent: asked.what === 'track' ? spentBefore(authority, asked.earlier) : [],
      brought: asked.what === 'track' || asked.broughtByQuery !== false,
      flagged: flags.some(({ recoveredMs }) => recoveredMs === null || recoveredMs > nowMs),
      flagSetters: flags.map(({ setBy }) => ({ __entity: userRef(setBy.id) })),
    },
    entities: entities(user, authority, book, nowMs),
  };
}

function actionOf(asked: Of<'find'> | Of<'track'>, authority: AuthorityRecord): string {
  if (asked.what === 'track') return authority.kind === 'stolen-report' ? 'recover' : 'track';
  return asked.query !== null || asked.sweep !== undefined ? 'find' : 'look';
}

function submitRequest({ record, nowMs, earlier }: Of<'submit'>, book: RuleBook): PolicyRequest {
  const kind = kindRule(book, record.kind, nowMs);
  return {
    principal: userRef(record.declaredBy.id),
    action: action('submit'),
    resource: authorityRef(record.id),
    context: {
      ...roles(book, nowMs),
      tracks: kind?.params.functions.includes('track') ?? true,
      kind: kindFacts(record, book, nowMs),
      spent: spentBefore(record, earlier),
    },
    entities: entities(record.declaredBy, record, book, nowMs),
  };
}

function approveRequest({ approver, record, nowMs }: Of<'approve'>, book: RuleBook): PolicyRequest {
  const { barredRoles } = roles(book, nowMs);
  return {
    principal: userRef(approver.id),
    action: action('approve'),
    resource: authorityRef(record.id),
    context: { barredRoles, kind: kindFacts(record, book, nowMs) },
    entities: entities(approver, record, book, nowMs),
  };
}

function flagRequest(asked: Of<'flag-stolen'>, book: RuleBook): PolicyRequest | null {
  const { user, nowMs, held, lastFollowedMs, stolenMs } = asked;
  const plate = wholePlate(asked.plate);
  if (plate === null) return null;
  const resource = { type: 'Waymark::Vehicle', id: plate };
  const flagged = held.some((flag) => flag.plate === plate && flag.recoveredMs === null);
  return {
    principal: userRef(user.id),
    action: action('flagStolen'),
    resource,
    context: {
      barredRoles: roles(book, nowMs).barredRoles,
      nowMs,
      ...(lastFollowedMs === null ? {} : { lastFollowedMs }),
      conflictMs: ruleInForce(book.rules.stolen, nowMs).params.conflictMs,
      complaint: asked.complaint.trim(),
      complainant: asked.complainant.trim(),
      ...(stolenMs === null ? {} : { stolenMs }),
    },
    entities: [userEntity(user, book), { uid: resource, attrs: { flagged } }],
  };
}

function shareRequest(asked: Of<'share'>, book: RuleBook): PolicyRequest {
  const { user, instruments, belief, nowMs } = asked;
  const { params } = ruleInForce(book.rules.sharing, nowMs);
  const codes = (which: (instrument: (typeof params.instruments)[number]) => boolean): string[] =>
    params.instruments.filter(which).map(({ code }) => code);
  return {
    principal: userRef(user.id),
    action: action('share'),
    resource: { type: 'Waymark::Agency', id: asked.recipient },
    context: {
      barredRoles: roles(book, nowMs).barredRoles,
      instruments: instruments.map(({ code }) => code),
      permitting: codes(({ alone }) => alone),
      onBelief: codes(({ beliefNeeded }) => beliefNeeded),
      beliefBy: params.beliefHeldBy,
      ...(belief === null ? {} : { beliefOf: belief.heldBy }),
      conflicting: [...asked.conflicting],
    },
    entities: [userEntity(user, book)],
  };
}

const action = (id: string): EntityRef => ({ type: 'Waymark::Action', id });
const userRef = (id: string): EntityRef => ({ type: 'Waymark::User', id });
const authorityRef = (id: string): EntityRef => ({ type: 'Waymark::Authority', id });

function userEntity(user: User, book: RuleBook): PolicyEntity {
  return { uid: userRef(user.id), attrs: { role: user.role, rank: rankOf(user.title, book) } };
}

/** The person, the authority, who declared and who approved it: of one person, the facts as they are now. */
function entities(user: User, record: AuthorityRecord, book: RuleBook, nowMs: number): PolicyEntity[] {
  const approver = record.approval?.by ?? null;
  const people = new Map<string, User>([[record.declaredBy.id, record.declaredBy]]);
  if (approver !== null && !people.has(approver.id)) people.set(approver.id, approver);
  people.set(user.id, user);
  const attrs: Record<string, PolicyValue> = {
    owner: { __entity: userRef(record.declaredBy.id) },
    caseId: record.caseId,
    kind: record.kind,
    fromMs: record.fromMs,
    toMs: record.toMs,
    endsMs: endsMsOf(record, book, nowMs),
    withdrawn: record.withdrawnMs !== null,
    rejected: record.assignment === 'rejected',
    approval: record.approval?.state ?? 'none',
    ...(approver === null ? {} : { approver: { __entity: userRef(approver.id) } }),
    documents: record.documents.length,
    plates: [...record.scope.plates],
    claims: claimsOf(record),
  };
  return [...[...people.values()].map((each) => userEntity(each, book)), { uid: authorityRef(record.id), attrs }];
}

function roles(book: RuleBook, nowMs: number): { barredRoles: PolicyValue[]; trackingRoles: PolicyValue[] } {
  return {
    barredRoles: [...ruleInForce(book.rules.role, nowMs).params.mayNotQuery],
    trackingRoles: [...ruleInForce(book.rules.track, nowMs).params.mayTrack],
  };
}

function kindFacts(record: AuthorityRecord, book: RuleBook, nowMs: number): PolicyValue {
  const rule = kindRule(book, record.kind, nowMs);
  const approver = rule?.params.approver ?? null;
  return {
    carrying: [...(rule?.params.functions ?? [])],
    needsApproval: approver !== null,
    approverRoles: [...(approver?.roles ?? [])],
    approverMinRank: approver?.minRank == null ? 0 : rankOf(approver.minRank, book),
    needsPaper: rule?.params.documentRequired ?? true,
    onceOnly: rule?.params.restart === 'never',
  };
}

/** What an authority claims that is not to be had twice: each plate on its ground. */
function claimsOf(record: AuthorityRecord): string[] {
  return record.scope.plates.map((plate) => JSON.stringify([record.kind, record.ground, plate]));
}

function spentBefore(record: AuthorityRecord, earlier: readonly AuthorityRecord[]): string[] {
  return earlier
    .filter(
      ({ id, fromMs }) => id !== record.id && (fromMs < record.fromMs || (fromMs === record.fromMs && id < record.id)),
    )
    .filter(({ approval, firstUsedMs }) => approval?.state === 'approved' || firstUsedMs !== null)
    .flatMap(claimsOf);
}

function wholePlate(text: string): string | null {
  const folded = foldPlate(text);
  return folded.ok ? folded.plate : null;
}

function plainQuery(text: string | null): string | null {
  const parsed = text === null ? null : parsePlateQuery(text);
  return parsed?.ok === true && parsed.query.kind === 'plain' ? parsed.query.pattern : null;
}
