/** The door of authority: what makes a query lawful here and now. */
export { AuthorityChip } from './AuthorityChip.tsx';
export { NarrativeField, NumberField, PurposeField } from './AuthorityFields.tsx';
export { AuthorityPanel } from './AuthorityPanel.tsx';
export { AuthorityProvider, useAuthority } from './AuthorityProvider.tsx';
