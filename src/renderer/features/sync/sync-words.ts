/** Sync in words for the status bar and the panel. Pure. */
import type { SyncStatus } from '../../../contract/workstation.ts';

export const STATE_TITLES: Readonly<Record<SyncStatus['state'], string>> = {
  idle: 'Synced',
  running: 'Syncing',
  paused: 'Sync paused',
  offline: 'Offline',
  failed: 'Sync failed',
};

export const KIND_WORDS = {
  items: 'Cameras and detections',
  images: 'Images',
  log: 'Query log, handed back',
} as const;

export type SyncTone = 'good' | 'busy' | 'amber' | 'red';

export function toneOf(state: SyncStatus['state']): SyncTone {
  if (state === 'idle') return 'good';
  if (state === 'running') return 'busy';
  return state === 'failed' ? 'red' : 'amber';
}
