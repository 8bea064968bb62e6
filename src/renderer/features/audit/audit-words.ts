/** The auditor's words: tabs, outcomes, flags, findings, and what to do about a fault in the log. Pure. */
import type { AuditFinding, AuditFlag, AuditRow, AuditTab, AuditVerdict } from '../../../contract/audit-answers.ts';
import { countOf, countText } from '../../format/number.ts';

export const TAB_TITLES: Readonly<Record<AuditTab, string>> = {
  queries: 'Every query',
  refusals: 'Refusals',
  rekeyed: 'Re-keyed plates',
  'own-vehicle': 'Own vehicle',
  'stolen-conflict': 'Stolen-flag conflicts',
  exports: 'Exports',
  all: 'Every entry',
};

/** What would stand under a tab that has nothing. */
export const TAB_EMPTY: Readonly<Record<AuditTab, string>> = {
  queries: 'Every query and every look at a record will stand here, with what came of it.',
  refusals: 'A query that the rules refused will stand here, with the rule that refused it.',
  rekeyed: 'One person asking the same plate again and again will stand here.',
  'own-vehicle': 'Someone asking for a vehicle of their own or of their household will stand here.',
  'stolen-conflict': 'Tracking by the person who set the stolen flag will stand here.',
  exports: 'Every evidence pack that left a workstation will stand here.',
  all: 'Every entry of every workstation will stand here.',
};

export const OUTCOME_TITLES: Readonly<Record<AuditRow['outcome'], string>> = {
  ran: 'Ran',
  refused: 'Refused',
  failed: 'Failed',
  cancelled: 'Stopped',
  unanswered: 'No answer logged',
  recorded: 'Recorded',
};

export const FLAG_TITLES: Readonly<Record<AuditFlag, string>> = {
  rekeyed: 're-keyed',
  'own-vehicle': 'own vehicle',
  'stolen-conflict': 'stolen-flag conflict',
  export: 'export',
  provisional: 'assignment not confirmed',
};

/** Why a flag is on an entry, in a sentence that accuses nobody. */
export const FLAG_REASONS: Readonly<Record<AuditFlag, string>> = {
  rekeyed: 'Asking one plate again and again imitates tracking, which needs an authority of its own.',
  'own-vehicle': 'The plate belongs to the person who asked, or to their household.',
  'stolen-conflict': 'The person who set the stolen flag also asked to follow the vehicle.',
  export: 'What was found left the workstation in an evidence pack.',
  provisional: 'The server had not confirmed the assignment to this authority when it was used.',
};

export const FINDING_TITLES: Readonly<Record<AuditFinding['kind'], string>> = {
  refer: 'Referred',
  'ask-for-account': 'Account asked for',
  'nothing-further': 'Nothing further',
};

/** `whole`: nothing found; the log may still have chains that went silent. */
export function verdictTitle(verdict: AuditVerdict): string {
  if (verdict.ok) return 'The log is whole';
  const faults = verdict.problems.length;
  return faults === 0
    ? 'The log does not hold together'
    : `The log does not hold together: ${countOf(faults, 'fault')}`;
}

export function verdictText(verdict: AuditVerdict): string {
  const checked = `${countOf(verdict.entries, 'entry', 'entries')} of ${countOf(verdict.chains, 'workstation log')}`;
  return verdict.ok ? `${checked}: no gap, fork or rollback.` : `${checked} checked. Nothing was hidden or mended.`;
}

/** `all workstations reporting`, `all reporting but 2`. */
export const silenceText = ({ silentChains }: Pick<AuditVerdict, 'silentChains'>): string =>
  silentChains === 0 ? 'all workstations reporting' : `all workstations reporting but ${countText(silentChains)}`;

const CHANGED =
  'Do not rely on this entry. Its own workstation still holds the original to compare: ask for the machine before it is used again.';
const LEFT_OUT =
  'Let this desk sync once more. If records stay missing, ask the administrator for the server’s own log, and do not rely on what follows the place.';
const SET_BACK =
  'The log was longer before. The server or the workstation may have been set back from a copy: ask who restored it, and keep both as they are.';
const NOT_SIGNED =
  'Compare the key and the witnesses with what the administrator holds on paper before you rely on this log.';

/** By the code of the fault. */
const ADVICE: Readonly<Record<string, string>> = {
  fork: 'Two histories were signed for one place. Take the workstation out of use and refer it: the proof stands without this desk.',
  'fork-unproved':
    'The server reports two histories and cannot prove it here. Ask the administrator for the proof, and compare with the workstation itself.',
  rollback: SET_BACK,
  gap: LEFT_OUT,
  missing: LEFT_OUT,
  'record-repeated': 'The server handed over one place twice. Tell the administrator; the first of the two was read.',
  'leaf-malformed': CHANGED,
  'leaf-foreign': CHANGED,
  commitment: CHANGED,
  'entry-changed': CHANGED,
  order: CHANGED,
  'log-root': CHANGED,
  root: 'What was handed over is not what the workstation signed for. Do not rely on this log; ask for the machine and compare.',
  'result-without-intent':
    'An answer stands in the log without its question. Ask for the machine: its own log shows whether one was left out.',
  'sealed-unopened':
    'No audit key you opened fits this record. Ask the administrator whether the audit key was changed, and open the older key too.',
  'device-key': NOT_SIGNED,
  cosignature: NOT_SIGNED,
  'checkpoint-signature': NOT_SIGNED,
  'checkpoint-missing':
    'Nothing vouches for this log yet. Let the workstation sync; until then its entries are read, not proven.',
};

/** What to do about one fault. */
export const adviceFor = (code: string): string =>
  ADVICE[code] ??
  'Do not rely on what follows the fault in this log. Keep the workstation as it is and tell the administrator.';

/** `1st`, `2nd`, `3rd`, `11th`, `22nd`. */
export function ordinalText(place: number): string {
  const teen = place % 100 >= 11 && place % 100 <= 13;
  const ending = teen ? 'th' : (['th', 'st', 'nd', 'rd'][place % 10] ?? 'th');
  return `${countText(place)}${ending}`;
}
