/** The door of exhibits: reads used in this case. */
export { ExhibitsScreen } from './ExhibitsScreen.tsx';
export { useExhibits } from './use-exhibits.ts';
