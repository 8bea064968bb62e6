// The page's own words, for a reader who knows neither cryptography nor this software. What checks and codes mean is said in
// src/core/evidence/code-words.ts, the same everywhere; what is said here of limits is docs/spec/pack.md in plain words.

import type { AuditAction } from '../core/audit/entry.ts';
import type { PackVerdict } from '../core/evidence/verdict.ts';

export const does: readonly string[] = [
  'Reads the file on this computer and checks signature, attached files, the log of every query, and what was left out.',
  'Says for each check whether it holds, where it does not, and what that means.',
  'Lists what is in the pack, lets you save each attached file, and prints a report.',
];

export const doesNot: readonly string[] = [
  'It sends nothing anywhere and loads nothing: it works with the network unplugged.',
  'It does not change the file and keeps nothing of it once the page is closed.',
  'It cannot know whom you trust. Compare the fingerprint of the authority with one you got by another way.',
  'Do not use a copy of this page that came with the pack: whoever could change the pack could change the page. Use the court’s own copy.',
];

export const notProven: readonly string[] = [
  'That a plate was read correctly, or who was in the car. The pack states how likely each reading is; a person confirmed it by eye.',
  'That a camera’s clock was right. Times are the camera’s, with the uncertainty stated in the pack.',
  'That the printed pages say what the attached data says. Both are signed by the same people: compare them where it matters.',
  'That nobody else asked about this case. The log is that of one person’s workspace on one workstation, and says which.',
  'That the person confirming a read did not know the answer. The log holds what was typed, when, and that the picture had been opened.',
  'What was done with a result outside the workstation after it was shown.',
  'When the pack was signed, unless a time stamp by an independent clock is in it. Without one, the time is the workstation’s own word.',
  'That the whole history was not made up by somebody holding the workstation’s keys. Only the server’s receipt and the cosignatures of others stand against that, where the checks above name them.',
];

/** Head of the verdict, and the sentence under it. */
export const verdictWords: Readonly<Record<PackVerdict['status'], { head: string; says: string }>> = {
  valid: {
    head: 'Whole, signed, nothing left out',
    says: 'The file is exactly what was signed, its log is complete, and everything that is missing is named in it.',
  },
  invalid: {
    head: 'Do not rely on this pack',
    says: 'At least one check does not hold. The file may have been changed, cut, or put together to mislead. Get it again from who sent it; if it fails again, tell them which check failed.',
  },
  unreadable: {
    head: 'This is not a pack',
    says: 'The file is no evidence pack, or not a whole one. Nothing in it was checked. Get the file again from who sent it.',
  },
};

export const trustWords: Readonly<Record<PackVerdict['trust'], string>> = {
  anchored: 'Signed under the authority you named.',
  untrusted: 'Not shown to be signed under the authority you named.',
  'not-checked':
    'Still for you to do: anybody can sign under an authority of their own. Compare the authority’s fingerprint below with one you got by another way, or add its certificate.',
};

export const trainingWords =
  'TRAINING: this pack was made for practice. It is not evidence and speaks of no real person or vehicle.';
export const testAuthorityWords =
  'Signed under a test authority, which vouches for nobody. Outside training, do not rely on a pack under it.';

/** Every action has its words: one that is added without them does not compile. */
export const actionWords: Readonly<Record<AuditAction, string>> = {
  enrol: 'Workstation enrolled',
  'sign-in': 'Signed in',
  'sign-in-failed': 'Sign-in failed',
  lock: 'Locked',
  'case-create': 'Case opened',
  'authority-declare': 'Authority declared',
  'authority-withdraw': 'Authority withdrawn',
  'authority-assignment': 'Assignment asked of the register',
  find: 'Find',
  'look-alikes': 'Look-alikes',
  journey: 'Journey',
  pattern: 'Pattern of movement',
  convoy: 'Vehicles at the same cameras',
  colocation: 'Vehicles at several scenes',
  'all-convoys': 'All pairs of vehicles',
  view: 'Read looked at',
  image: 'Image opened',
  confirm: 'Read judged',
  'exhibit-add': 'Exhibit added',
  'exhibit-remove': 'Exhibit taken out',
  'pack-export': 'Pack exported',
  'pack-download': 'Pack handed out',
  'log-read': 'Log read',
  'policy-change': 'Policy changed',
  'sync-refusal': 'Refused by the server',
  'authority-draft': 'Authority drafted',
  'authority-attach': 'Paper attached',
  'authority-submit': 'Authority submitted',
  'authority-approve': 'Authority approved',
  'authority-refuse': 'Authority refused',
  'authority-report': 'Report on an authority',
  'document-view': 'Paper looked at',
  'interest-declare': 'Vehicle of interest declared',
  'track-start': 'Tracking started',
  'track-stop': 'Tracking stopped',
  'track-alert': 'Tracking alert',
  'audit-unlock': 'Log unlocked',
  'audit-read': 'Log read by an auditor',
  'audit-verify': 'Log checked',
  'audit-note': 'Auditor’s note',
  print: 'Printed',
  'authority-revise': 'Authority revised',
  'authority-detach': 'Paper taken off',
  'workspace-alarm': 'Alarm of the workspace',
  'pack-preview': 'Pack previewed',
  'preservation-note': 'Preservation noted',
  'stolen-flag': 'Stolen flag',
  'share-check': 'Sharing checked',
  'settings-change': 'Settings changed',
};

export const outcomeWords = {
  pending: 'asked',
  ran: 'ran',
  refused: 'Refused',
  failed: 'failed',
  cancelled: 'cancelled',
  recorded: 'recorded',
} as const;
