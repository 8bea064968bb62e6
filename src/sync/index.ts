/**
 * The door of sync: the client of the intel server and the engine that keeps the workspace in step. Node only.
 */
export {
  answerSchemaOf,
  createIntelClient,
  type IntelApi,
  type IntelClient,
  type Reached,
  reach,
} from './intel-client.ts';
export type { HeldChange } from './round.ts';
export { createSyncEngine, type SyncEngine } from './sync-engine.ts';
