/** The door of the intel server. Runs in Node. */
export {
  addFileNumber,
  addOperation,
  addOwnVehicle,
  addStolenRecord,
  addUser,
  createAuditKey,
  createEnrolmentCode,
  createIngestKey,
  ensureAuditKey,
  markRecovered,
  statistics,
} from './admin.ts';
export { pngOf, type SeedReport, seedTraining } from './seed-training.ts';
export { type IntelServer, startIntelServer } from './start.ts';
export { chainHeads, countRecords, leafTextsAfter, listForks } from './tables/audit-records.ts';
export { startWitness } from './witness/start-witness.ts';
