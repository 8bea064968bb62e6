/** The door of "Find a vehicle". */
export { FindScreen } from './FindScreen.tsx';
