/** The door of the query log. */
export { LogScreen } from './LogScreen.tsx';
