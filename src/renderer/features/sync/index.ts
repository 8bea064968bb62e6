/** The door of sync: its state for the status bar, and its screen. */
export { SyncScreen } from './SyncScreen.tsx';
export { STATE_TITLES, toneOf } from './sync-words.ts';
export { useCameras } from './use-cameras.ts';
export { useSync, useSyncListener, useSyncSwitch } from './use-sync.ts';
