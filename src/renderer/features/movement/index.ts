/** The door of movement: its screen, and the search over all pairs that goes on while other screens are used. */
export { AllPairsProvider, AllPairsStatus } from './AllPairs.tsx';
export { MovementScreen } from './MovementScreen.tsx';
