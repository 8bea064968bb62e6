/** The words of the screen for the closed sets of the contract. Pure. */
import type { AuditEntry } from '../../core/audit/entry.ts';
import type { AuthorityKind, Confirmation, ReadState } from '../../core/model/domain.ts';

export const STATE_WORDS: Readonly<Record<ReadState, string>> = {
  unconfirmed: 'Not yet confirmed',
  confirmed: 'Confirmed',
  rejected: 'Rejected',
  'cannot-tell': 'Cannot tell',
};

export const ACTION_WORDS: Readonly<Record<AuditEntry['action'], string>> = {
  enrol: 'Enrol',
  'sign-in': 'Sign in',
  'sign-in-failed': 'Sign-in failed',
  lock: 'Lock',
  'case-create': 'Open a case',
  'authority-declare': 'Authority',
  'authority-withdraw': 'Authority withdrawn',
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
  'exhibit-add': 'Exhibit',
  'exhibit-remove': 'Exhibit removed',
  'pack-export': 'Export',
  'pack-download': 'Download',
  'pack-preview': 'Preview of a pack',
  'preservation-note': 'Preservation asked for',
  'log-read': 'Log read',
  'policy-change': 'Policy',
  'sync-refusal': 'Sync refused',
  'authority-draft': 'Authority drafted',
  'authority-attach': 'Document attached',
  'authority-revise': 'Draft changed',
  'authority-detach': 'Document removed',
  'stolen-flag': 'Stolen flag',
  'share-check': 'Sharing',
  'settings-change': 'Settings',
  'authority-submit': 'Authority submitted',
  'authority-approve': 'Approval',
  'authority-refuse': 'Approval refused',
  'authority-report': 'Report',
  'document-view': 'Document',
  'interest-declare': 'Interest declared',
  'track-start': 'Tracking',
  'track-stop': 'Tracking ended',
  'track-alert': 'Read raised by tracking',
  'audit-unlock': 'Audit unlocked',
  'audit-read': 'Audit read',
  'audit-verify': 'Log checked',
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
  'image-not-kept': 'No image of this read was kept',
  'image-expired': 'The image has expired',
  'witness-statement': 'A witness statement identifies the vehicle',
  'other-record': 'Another record identifies the vehicle',
};

export const ROLE_WORDS: Readonly<Record<string, string>> = {
  investigator: 'Investigator',
  analyst: 'Analyst',
  prosecutor: 'Prosecutor',
  admin: 'Administrator',
  auditor: 'PNHQ auditor',
};

export const AUTHORITY_KIND_WORDS: Readonly<Record<string, string>> = {
  'file-number': 'File number',
  operation: 'Operation',
  'senior-authority': 'Senior authority',
  'surveillance-device-warrant': 'Surveillance warrant',
  'production-order': 'Production order',
  emergency: 'Emergency use',
  'stolen-report': 'Stolen report',
} satisfies Record<AuthorityKind, string>;

export const initials = (name: string): string =>
  name
    .split(/[\s.]+/)
    .filter((word) => word !== '')
    .map((word) => word.charAt(0).toUpperCase())
    .slice(-2)
    .join('');

/** Words of a reader's vehicle classes as people here say them: `gray` → `grey`, `truck-standard` → `truck`. */
export function inOurWords(word: string): string {
  return word
    .replace(/-(standard|unknown)$/, '')
    .replace(/^gray\b/, 'grey')
    .replaceAll('-', ' ');
}
