/** Everything that is decided twice: by the engine, and by the policies beneath it. Runs anywhere (types only). */
import type { DeclarationQuestion, FindQuestion } from './decide-access.ts';
import type { ApprovalQuestion, SubmissionQuestion } from './decide-approval.ts';
import type { ConfirmationQuestion } from './decide-confirmation.ts';
import type { SharingQuestion } from './decide-sharing.ts';
import type { StolenFlagQuestion } from './decide-stolen-flag.ts';
import type { TrackQuestion } from './decide-track.ts';

export type LawfulQuestion =
  | ({ what: 'declare' } & DeclarationQuestion)
  | ({ what: 'find' } & FindQuestion)
  | ({ what: 'confirm' } & ConfirmationQuestion)
  | ({ what: 'track' } & TrackQuestion)
  | ({ what: 'submit' } & SubmissionQuestion)
  | ({ what: 'approve' } & ApprovalQuestion)
  | ({ what: 'flag-stolen' } & StolenFlagQuestion)
  | ({ what: 'share' } & SharingQuestion);
