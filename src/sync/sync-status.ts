/**
 * The state of sync as the status bar shows it: engine state plus what the workspace holds. Runs in the services worker.
 */
import type { SyncStatus } from '../contract/workstation.ts';
import { leaseOf } from '../core/policy/lease.ts';
import {
  countCameras,
  countDetections,
  countImages,
  detectionHorizon,
  deviceHead,
  listAlerts,
  listSyncRefusals,
  readSyncState,
  type Workspace,
} from '../workspace/index.ts';
import type { ProgressRow } from './progress.ts';

export type EngineState = Pick<SyncStatus, 'state' | 'message' | 'nextTryMs'>;

export function heldStatus(
  workspace: Workspace,
  engine: EngineState,
  progress: ProgressRow[],
  nowMs: number,
): SyncStatus {
  const { read } = workspace;
  const sync = readSyncState(read);
  const cameras = countCameras(read);
  const images = countImages(read);
  return {
    ...engine,
    lastContactMs: sync.lastContactMs,
    progress,
    held: { cameras: cameras.total, detections: countDetections(read), images: images.held },
    waiting: { logEntries: Math.max(0, deviceHead(read).seq - sync.pushedDeviceSeq), images: images.waiting },
    refused: listSyncRefusals(read).map(({ reason, count }) => ({ reason, count })),
    lease: leaseOf(sync, nowMs),
    policyVersion: sync.policy?.body.version ?? null,
    horizon: detectionHorizon(read),
    coverage: cameras,
    alerts: listAlerts(read),
  };
}
