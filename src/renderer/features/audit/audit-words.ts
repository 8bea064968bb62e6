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

const ADVICE: readonly { readonly like: RegExp; readonly text: string }[] = [
  {
    like: /fork|conflict/i,
    text: 'Two histories were signed for one place. Keep both as they are, take the workstation out of use, and refer it: the proof stands without this desk.',
  },
  {
    like: /rollback|shorter|regress/i,
    text: 'A workstation handed over less than it had before. It may have been set back from a copy: take it out of use and ask who restored it.',
  },
  {
    like: /gap|missing|order|sequence/i,
    text: 'Entries in between are missing. Let the workstation sync once more; if the gap stays, ask for the machine and do not rely on what follows it.',
  },
  {
    like: /silent|lease|stale/i,
    text: 'Nothing was heard within the offline lease. Ask the unit where the workstation is; its queries since then are not in what you read.',
  },
  {
    like: /signature|key|witness|cosign|checkpoint/i,
    text: 'A signature does not match a known key. Compare the key with the one the administrator holds on paper before you rely on this log.',
  },
  {
    like: /seal|decrypt|open|unread/i,
    text: 'The record cannot be opened with this audit key. Ask the administrator whether the key was changed, and when.',
  },
  {
    like: /hash|leaf|chang|commit|root|tree|inclusion/i,
    text: 'The entry is not the one that was signed. Do not rely on it; its own workstation still holds the original to compare.',
  },
];

/** What to do about one fault. */
export const adviceFor = (code: string): string =>
  ADVICE.find(({ like }) => like.test(code))?.text ??
  'Do not rely on what follows the fault in this log. Keep the workstation as it is and tell the administrator.';

/** `1st`, `2nd`, `3rd`, `11th`, `22nd`. */
export function ordinalText(place: number): string {
  const teen = place % 100 >= 11 && place % 100 <= 13;
  const ending = teen ? 'th' : (['th', 'st', 'nd', 'rd'][place % 10] ?? 'th');
  return `${countText(place)}${ending}`;
}
