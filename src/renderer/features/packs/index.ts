/** The door of evidence packs. */
export { PacksScreen } from './PacksScreen.tsx';
