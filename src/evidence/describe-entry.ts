// One entry of the query log in words, values as they were: what was asked and what came of it. Pure. Details that have
// no phrase of their own are printed as name and value, so that nothing an entry says is left out of the page.

import type { AuditEntry, JsonValue } from '../core/audit/entry.ts';
import { newestVersion, ruleVersion } from '../core/authority/rule-book.ts';
import { nzRuleBook } from '../core/authority/rules/nz.ts';
import { localTime, utcIso } from '../core/evidence/pack-time.ts';
import { authorityName } from './describe-actions.ts';
import { ASKED } from './describe-asked.ts';
import { idTail, isObject, join, mono, type Phrase, plain, string, strong, Taken } from './phrase.ts';
import { count, JUDGEMENT_WORDS, OUTCOME_WORDS } from './words.ts';

export type { Phrase } from './phrase.ts';

/** Clocks closer than this say the same to a reader. */
const CLOCK_APART_MS = 60_000;

const refusalPhrase = (refused: JsonValue | undefined): Phrase[] => {
  const reasons = Array.isArray(refused) ? refused : [];
  return join(
    ...reasons.map((reason) =>
      isObject(reason)
        ? [plain(`${string(reason.code).replaceAll('-', ' ')} (${ruleWords(string(reason.rule), reason.version)})`)]
        : [plain(String(reason).replaceAll('-', ' '))],
    ),
  );
};

/** `NZ-FIND-1 v2`; an older version than the newest with its own title and source, since the rules printed are the newest. */
const ruleWords = (id: string, version: JsonValue | undefined): string => {
  const name = `${id} v${String(version)}`;
  const newest = newestVersion(nzRuleBook, id);
  if (typeof version !== 'number' || newest === null || newest.version === version) return name;
  const then = ruleVersion(nzRuleBook, id, version);
  return then === null ? name : `${name}, then “${then.title}”; ${then.source}`;
};

/** How many there are of each kind, and whether all of them are listed. */
const countsPhrase = (details: Taken): Phrase[] => {
  const [reads, passes] = [details.number('reads'), details.number('passes')];
  const [vehicles, pairs] = [details.number('vehicles'), details.number('pairs')];
  const [lookAlikes, plates] = [details.number('lookAlikes'), details.number('plates')];
  const [impossible, folded] = [details.number('impossible'), details.number('folded')];
  const listed = details.number('listed');
  const truncated = details.take('truncated') === true;
  const all = vehicles ?? pairs ?? lookAlikes;
  const left = truncated || (all !== null && listed !== null && listed < all);
  return join(
    reads === null ? [] : [plain(count(reads, 'read'))],
    passes === null ? [] : [plain(count(passes, 'pass', 'passes'))],
    vehicles === null ? [] : [plain(count(vehicles, 'vehicle'))],
    pairs === null ? [] : [plain(count(pairs, 'pair'))],
    lookAlikes === null ? [] : [plain(count(lookAlikes, 'look-alike'))],
    plates === null ? [] : [plain(count(plates, 'spelling'))],
    impossible === null || impossible === 0 ? [] : [plain(count(impossible, 'impossible leg'))],
    folded === null || folded === 0 ? [] : [plain(`${folded} folded`)],
    left ? [strong(listed === null ? 'more than are listed' : `only ${listed} listed`)] : [],
  );
};

/** `3 of 4 cameras live, reads from 2` */
const coveragePhrase = (coverage: JsonValue | undefined): Phrase[] => {
  if (!isObject(coverage)) return [];
  const { live, total, sitesWithReads } = coverage;
  const from = typeof sitesWithReads === 'number' ? `, reads from ${sitesWithReads}` : '';
  return [plain(`${String(live)} of ${String(total)} cameras live${from}`)];
};

/** How far from what was asked plates were looked for, in the matcher's costs: 8 is one character wrong. */
const depthWords = (cost: number): string => {
  if (cost <= 0) return 'no other spelling looked for';
  if (cost < 8) return 'looked as far as one character easily taken for another';
  if (cost < 16) return 'looked as far as one character wrong';
  return 'looked as far as two characters wrong';
};

const found = (details: Taken): Phrase[] => {
  const counts = countsPhrase(details);
  const coverage = details.take('coverage');
  const digest = details.text('digest');
  const likelihood = details.number('likelihood');
  const image = details.text('image');
  const pages = details.number('pages');
  const costReached = details.number('costReached');
  const ids = details.take('detectionIds');
  details.take('detectionId');
  return join(
    counts,
    coveragePhrase(coverage),
    costReached === null ? [] : [plain(depthWords(costReached))],
    likelihood === null ? [] : [plain(`likelihood ${likelihood.toFixed(2)}`)],
    image === '' ? [] : [plain(`image ${image}`)],
    Array.isArray(ids) && ids.length > 0 ? [plain(`reads ${ids.map((id) => idTail(String(id))).join(' ')}`)] : [],
    pages === null ? [] : [plain(count(pages, 'page'))],
    digest === '' ? [] : [plain('answer '), mono(`${digest.slice(0, 4)}…${digest.slice(-4)}`)],
  );
};

/** Times of the lease clock: the one judged by where it is not the entry's own, and how long a declaration holds. */
const leasePhrase = (entry: AuditEntry, details: Taken): Phrase[] => {
  const judgedMs = details.number('judgedMs');
  if (judgedMs !== null && Math.abs(judgedMs - entry.timeMs) > CLOCK_APART_MS)
    return [strong(`judged by the lease clock at ${utcIso(judgedMs)}`)];
  if (entry.action !== 'authority-declare') return [];
  const toMs = details.number('toMs');
  details.take('fromMs');
  return toMs === null ? [] : [plain(`holds until ${localTime(toMs)}`)];
};

/** What was asked or done, and what came of it. */
export const describeEntry = (entry: AuditEntry): { asked: Phrase[]; outcome: Phrase[] } => {
  const details = new Taken(entry.details);
  const refused = details.take('refused');
  const judged = entry.action === 'confirm' ? details.text('outcome') : '';
  if (entry.phase === 'result') {
    const code = details.text('code');
    const said = found(details);
    return {
      asked: [plain(`Result of ${entry.of ?? '?'}`)],
      outcome: [
        strong(OUTCOME_WORDS[entry.outcome]),
        ...prefixed(': ', join(said, code === '' ? [] : [plain(code)], details.rest())),
      ],
    };
  }
  const known = ASKED[entry.action](details);
  const asked = join(known, leasePhrase(entry, details), details.rest());
  if (entry.outcome === 'refused') {
    return { asked, outcome: [strong('Refused'), ...prefixed(': ', refusalPhrase(refused))] };
  }
  if (judged !== '')
    return { asked, outcome: [strong(JUDGEMENT_WORDS[judged as keyof typeof JUDGEMENT_WORDS] ?? judged)] };
  const extra = refused === undefined ? [] : prefixed(': ', refusalPhrase(refused));
  return { asked, outcome: [plain(OUTCOME_WORDS[entry.outcome]), ...extra] };
};

const prefixed = (lead: string, phrases: Phrase[]): Phrase[] => (phrases.length === 0 ? [] : [plain(lead), ...phrases]);

const NEEDS_AUTHORITY: ReadonlySet<AuditEntry['action']> = new Set([
  'find',
  'look-alikes',
  'journey',
  'pattern',
  'convoy',
  'colocation',
  'all-convoys',
  'view',
]);

/** The authority an entry was made under, as it stood then. */
export const describeAuthority = (entry: AuditEntry): Phrase[] => {
  const { authority, action } = entry;
  if (authority !== null) {
    const state = authority.assignment === 'confirmed' ? '' : ` (${authority.assignment})`;
    return [plain(`${authorityName(authority.kind, authority.number)}${state}`)];
  }
  return [NEEDS_AUTHORITY.has(action) ? strong('None given') : plain('–')];
};
