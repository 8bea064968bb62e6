/**
 * The door of the encrypted workspace: everything another ring may use. Node only, synchronous except for opening.
 * One workspace per user per workstation, in `DIR/users/<username>`; `DIR/device.json` is the workstation's own.
 * Nothing else touches the SQLite driver. Spec: docs/spec/workspace.md.
 *
 * Shape: `workspace.read` is a `ReadDb`, `workspace.write(tx => …)` runs one synced transaction and hands in a
 * `WriteDb`; the functions of a table take one of the two as their first argument.
 */

export { listWorkspaceUsers, workspaceDir } from './data-dir.ts';
export type { WriteDb } from './database.ts';
export { type DeviceFile, readDeviceFile, writeDeviceFile } from './device-file.ts';
export { nativeHasher, startTextLogCheck, type TextLogCheck } from './log-kernel/text-log-check.ts';
export {
  type CreateInput,
  createWorkspace,
  openWorkspace,
} from './open.ts';
export { dismissAlert, listAlerts, putAlert } from './tables/alerts.ts';
export {
  allAuditEntries,
  auditEntriesAfter,
  auditTextsAfter,
  countAuditEntries,
  deviceHead,
  getAuditEntry,
  hasLookedAt,
  hasOpenedImage,
  listAuditEntries,
  recentAskings,
} from './tables/audit-entries.ts';
export { readAuditHandover, saveAuditHandover } from './tables/audit-handover.ts';
export { auditLeavesAfter } from './tables/audit-nodes.ts';
export {
  type AuditorChain,
  type AuditorRecord,
  chainRecords,
  countAuditorRecords,
  countTreeLeaves,
  fastSha256,
  insertAuditorRecords,
  listAuditorChains,
  nodeReader,
  putChainHeads,
  readAuditorState,
  recordAt,
  retryUnopenable,
  saveAuditorState,
  setRecordOpened,
  unopenedRecords,
} from './tables/auditor-chains.ts';
export {
  deleteAuditorView,
  findingsAt,
  insertAuditorView,
  insertFinding,
  listAuditorViews,
} from './tables/auditor-notes.ts';
export {
  askingsOf,
  auditorActions,
  auditorHorizon,
  auditorPeople,
  auditorRowAt,
  countAuditorRows,
  countDays,
  countTabs,
  listAuditorRows,
  othersWhoAsked,
  personFigures,
} from './tables/auditor-queries.ts';
export {
  AUDITOR_FLAG,
  type AuditorRowFacts,
  countAskings,
  insertAuditorRow,
  joinResult,
  type RefusedFor,
  rowOf,
} from './tables/auditor-rows.ts';
export {
  approvalStatementOf,
  authoritiesOf,
  authoritiesToHandOver,
  currentAuthority,
  getAuthority,
  insertAuthority,
  listAuthorities,
  provisionalAuthorities,
  reviseAuthority,
  saveApprovalStatement,
  setAssignment,
  setHandedOver,
  updateAuthority,
  withdrawAuthority,
} from './tables/authorities.ts';
export {
  countUses,
  deleteAuthorityDocument,
  getAuthorityDocument,
  hasOpenedDocument,
  putAuthorityDocument,
} from './tables/authority-documents.ts';
export {
  countCameras,
  deleteCameras,
  getCamera,
  listCameraOrdinals,
  listCameras,
  upsertCameras,
} from './tables/cameras.ts';
export { getCase, insertCase, listCases } from './tables/cases.ts';
export { getConfirmation, insertConfirmation, listConfirmations, readStates } from './tables/confirmations.ts';
export {
  countDetections,
  countSitesWithReads,
  detectionHorizon,
  detectionPoints,
  detectionsByOrdinals,
  getDetection,
  upsertDetections,
} from './tables/detections.ts';
export { getExhibit, insertExhibit, listExhibits, nextExhibitNumber, setExhibitRemoved } from './tables/exhibits.ts';
export {
  countImages,
  getImage,
  imageState,
  markImageAbsent,
  missingImages,
  purgeOrphanImages,
  putImage,
} from './tables/images.ts';
export { type JudgedCamera, judgedCameras } from './tables/judged-reads.ts';
export {
  type HeldColumns,
  type MatchColumns,
  matchColumnsOf,
  streamHeldColumns,
  streamMatchColumns,
} from './tables/match-columns.ts';
export {
  draftSegment,
  dropSegment,
  lastOrdinal,
  missingSegments,
  putSegment,
  rangeBounds,
  type SegmentFault,
  segmentRanges,
  segmentStamp,
} from './tables/match-segments.ts';
export { readUser, saveUser } from './tables/meta.ts';
export { endPackTry, getPackDraft, getPackTry, putPackTry, savePackDraft } from './tables/pack-drafts.ts';
export {
  getAgencySigner,
  getTimeStampServer,
  type HeldAgency,
  packSignerRoots,
  putAgencySigner,
  putTimeStampServer,
  removePackSigner,
} from './tables/pack-signers.ts';
export { getPack, getPackBytes, insertPack, listPacks, nextPackNumber } from './tables/packs.ts';
export { readRegister, saveRegister, stolenRecordsOf } from './tables/register.ts';
export { addRegisterNotice, noticesToTell, settleNotice } from './tables/register-notices.ts';
export { deleteDetections, purgeDetections } from './tables/retention.ts';
export {
  addSyncRefusals,
  listSyncRefusals,
  readSyncState,
  saveSyncState,
} from './tables/sync-state.ts';
export {
  addTrackingRead,
  endWatch,
  getWatch,
  insertWatch,
  isTrackedRead,
  lastFollowedMs,
  listWatches,
  runningWatches,
} from './tables/tracking.ts';
export { readTrustState, saveTrustState, type TrustState } from './tables/trust-state.ts';
export { readTrustFile, type TrustChange, witnessesOf, writeTrustFile } from './trust-file.ts';
export type { Workspace } from './workspace.ts';
