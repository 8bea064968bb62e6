/** The door of the intel server. Runs in Node. */
export {
  addFileNumber,
  addUser,
  createEnrolmentCode,
  createIngestKey,
  MIN_PASSPHRASE_LENGTH,
  type NewUser,
  type Statistics,
  statistics,
} from './admin.ts';
export { openApiDocument } from './docs-page.ts';
export { pngOf, type SeedOptions, type SeedReport, seedTraining } from './seed-training.ts';
export { type IntelServer, type IntelServerOptions, startIntelServer } from './start.ts';
