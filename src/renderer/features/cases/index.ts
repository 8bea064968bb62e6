/** The door of cases: the list, and the case that is open. */
export { CasesScreen } from './CasesScreen.tsx';
export { type CaseRow, useCases } from './use-cases.ts';
