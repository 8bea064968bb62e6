/** The door of enrolment, sign-in and lock. */
export { SessionGate, type SignedIn } from './SessionGate.tsx';
export { useLock } from './use-session.ts';
