/** The door of the register: authorities of the case, approvals, tracking, vehicles of one's own. */
export { DeclareInterest } from './DeclareInterest.tsx';
export { RegisterScreen } from './RegisterScreen.tsx';
export { useToApproveCount } from './use-approvals.ts';
