// The words pages use for what the data says in codes. Pure. A code without a word is printed as it is: never dropped.

import type { AuditAction, AuditEntry } from '../core/audit/entry.ts';
import { nzRuleBook } from '../core/authority/rules/nz.ts';
import type { Standing } from '../core/authority/standing.ts';
import { likelihoodWord } from '../core/match/likelihood-explanation.ts';
import type { AuthorityRecord, Confirmation, User } from '../core/model/domain.ts';

export const ACTION_WORDS: Readonly<Record<AuditAction, string>> = {
  enrol: 'Enrol',
  'sign-in': 'Sign in',
  'sign-in-failed': 'Sign-in failed',
  lock: 'Lock',
  'case-create': 'Open case',
  'authority-declare': 'Authority',
  'authority-withdraw': 'Withdraw authority',
  'authority-assignment': 'Assignment',
  find: 'Find',
  'look-alikes': 'Look-alikes',
  journey: 'Journey',
  pattern: 'Pattern',
  convoy: 'Convoy',
  colocation: 'Co-location',
  'all-convoys': 'All pairs',
  view: 'View',
  image: 'Image',
  confirm: 'Confirm',
  'exhibit-add': 'Add exhibit',
  'exhibit-remove': 'Remove exhibit',
  'pack-export': 'Export',
  'pack-download': 'Download',
  'pack-preview': 'Preview pack',
  'preservation-note': 'Ask to preserve',
  'log-read': 'Read log',
  'policy-change': 'Policy',
  'sync-refusal': 'Sync refused',
  'authority-draft': 'Draft authority',
  'authority-attach': 'Attach document',
  'authority-revise': 'Revise draft',
  'authority-detach': 'Remove document',
  'stolen-flag': 'Stolen flag',
  'share-check': 'Sharing',
  'settings-change': 'Settings',
  'authority-submit': 'Submit authority',
  'authority-approve': 'Approve',
  'authority-refuse': 'Refuse approval',
  'authority-report': 'Report',
  'document-view': 'View document',
  'interest-declare': 'Declare interest',
  'track-start': 'Track',
  'track-stop': 'End tracking',
  'track-alert': 'Raise a read of a tracked plate',
  'audit-unlock': 'Unlock audit',
  'audit-read': 'Read as auditor',
  'audit-verify': 'Check log',
  'audit-note': 'Finding',
  print: 'Print',
  'workspace-alarm': 'Workspace alarm',
};

export const OUTCOME_WORDS: Readonly<Record<AuditEntry['outcome'], string>> = {
  pending: 'Asked',
  ran: 'Ran',
  refused: 'Refused',
  failed: 'Failed',
  cancelled: 'Stopped',
  recorded: 'Recorded',
};

export const GROUND_WORDS: Readonly<Record<NonNullable<Confirmation['ground']>, string>> = {
  'image-not-kept': 'no image of this read was kept',
  'image-expired': 'the image has expired',
  'witness-statement': 'a witness statement identifies the vehicle',
  'other-record': 'another record identifies the vehicle',
};

export const JUDGEMENT_WORDS: Readonly<Record<Confirmation['outcome'], string>> = {
  confirmed: 'Confirmed',
  rejected: 'Rejected',
  'cannot-tell': 'Cannot tell',
};

export const ASSIGNMENT_WORDS: Readonly<Record<AuthorityRecord['assignment'], string>> = {
  provisional: 'Provisional: the register could not be asked yet',
  confirmed: 'Confirmed by the register',
  rejected: 'Rejected by the register: queries stopped',
};

export const APPROVAL_WORDS: Readonly<Record<NonNullable<AuthorityRecord['approval']>['state'], string>> = {
  draft: 'Not handed in for approval',
  submitted: 'Handed in, not yet decided',
  approved: 'Approved',
  refused: 'Approval refused',
};

export const STANDING_WORDS: Readonly<Record<Standing, string>> = {
  draft: 'A draft: nothing could be asked under it',
  submitted: 'Waiting for approval: nothing could be asked under it',
  'not-yet': 'Not yet begun',
  'in-force': 'In force',
  provisional: 'In force, not yet confirmed by the register',
  lapsed: 'Ended',
  withdrawn: 'Withdrawn',
  refused: 'Refused by the approver',
  'rejected-by-register': 'Rejected by the register',
};

/** `Surveillance device warrant` */
export const kindTitle = (kind: AuthorityRecord['kind']): string => nzRuleBook.kinds[kind]?.at(-1)?.title ?? kind;

/** The limb of a power relied on, in the words of the rule. */
export const groundLabel = (kind: AuthorityRecord['kind'], code: string): string =>
  nzRuleBook.kinds[kind]?.at(-1)?.params.grounds.find((ground) => ground.code === code)?.label ?? code;

export const purposeLabel = (code: string): string =>
  nzRuleBook.purposes.find((purpose) => purpose.code === code)?.label ?? code;

/** `Officer T. Example, Detective` */
export const person = ({ name, title }: Pick<User, 'name' | 'title'>): string =>
  title === '' ? name : `${name}, ${title}`;

/** `Likely, 0.86`: two figures, and never a bare percentage. */
export const likelihoodPhrase = (likelihood: number, word: string = likelihoodWord(likelihood)): string =>
  `${word.charAt(0).toUpperCase()}${word.slice(1)}, ${(Math.floor(likelihood * 100) / 100).toFixed(2)}`;

/** How a read was confirmed, in a phrase. */
export const confirmedHow = (confirmation: Confirmation): string => {
  if (confirmation.basis === 'no-image') {
    const ground = confirmation.ground === null ? 'none stated' : GROUND_WORDS[confirmation.ground];
    return `without image; ground: ${ground}`;
  }
  const seen = confirmation.vehicleSeen === '' ? 'vehicle not visible' : `saw ${confirmation.vehicleSeen}`;
  return `blind re-type, ${seen}`;
};

/** `1 read`, `2,041 reads` */
export const count = (n: number, one: string, many = `${one}s`): string => `${grouped(n)} ${n === 1 ? one : many}`;

/** `1,234,567` */
export const grouped = (n: number): string => String(n).replace(/\B(?=(?:\d{3})+$)/g, ',');

/** `-1,800 ms against true time`; where nobody measured it, that. */
export const clockOffsetWords = (offsetMs: number | null): string =>
  offsetMs === null
    ? 'not measured'
    : `${offsetMs > 0 ? '+' : offsetMs < 0 ? '-' : ''}${grouped(Math.abs(offsetMs))} ms against true time`;

/** `9f3c 11ae …` in groups of four. */
export const hashGroups = (hash: string): string => hash.replace(/(.{4})(?=.)/g, '$1 ');

/** `a7c1…3e90` */
export const shortHash = (hash: string): string => `${hash.slice(0, 4)}…${hash.slice(-4)}`;

export const decimal = (value: number): string =>
  value === 0 ? '0' : value < 0.001 ? 'less than 0.001' : String(Number(value.toPrecision(2)));
