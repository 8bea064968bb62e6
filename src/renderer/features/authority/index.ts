/** The door of authority: what makes a query lawful here and now. */
export { AttachDocuments, type PendingDocument } from './AttachDocuments.tsx';
export { AuthorityChip } from './AuthorityChip.tsx';
export { AuthorityFacts } from './AuthorityFacts.tsx';
export { NarrativeField, NumberField, PurposeField } from './AuthorityFields.tsx';
export { AuthorityPanel } from './AuthorityPanel.tsx';
export { AuthorityProvider, type AuthorityView, useAuthority } from './AuthorityProvider.tsx';
export { checkNarrative } from './checks.ts';
export { DecisionReasons } from './DecisionReasons.tsx';
export { DocumentList } from './DocumentList.tsx';
export { StandingBadge } from './StandingBadge.tsx';
export {
  bySituation,
  clockOf,
  isLive,
  reportOf,
  STANDING_MEANING,
  STANDING_WORDS,
  toneOfStanding,
} from './standing-words.ts';
export { type RegisterSteps, useRegister, useRegisterChanged, useRegisterSteps, useWays } from './use-register.ts';
