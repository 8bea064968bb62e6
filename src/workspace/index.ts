/**
 * The door of the encrypted workspace: everything another ring may use. Node only, synchronous except for opening.
 * One workspace per user per workstation, in `DIR/users/<username>`; `DIR/device.json` is the workstation's own.
 * Nothing else touches the SQLite driver. Spec: docs/spec/workspace.md.
 *
 * Shape: `workspace.read` is a `ReadDb`, `workspace.write(tx => …)` runs one synced transaction and hands in a
 * `WriteDb`; the functions of a table take one of the two as their first argument.
 */
import type { SignedPolicy } from '../contract/intel.ts';
import type { PackRecord } from '../contract/workstation.ts';
import type { AuditCheckpoint, AuditDraft, AuditEntry, AuditReceipt } from '../core/audit/entry.ts';
import type {
  Alert,
  AuthorityRecord,
  Camera,
  CaseRecord,
  Confirmation,
  Detection,
  Exhibit,
  ReadState,
  Space,
  User,
} from '../core/model/domain.ts';

// ---- device ---------------------------------------------------------------------------------------------------------
/** The workstation's own secrets and what it learnt on enrolment. Binary values are lower-case hex or base64 as named. */
export type DeviceFile = {
  v: 1;
  deviceId: string;
  deviceName: string;
  /** 32 bytes, hex. Mixed into every user's wrapping key: the keyring of a stolen disk alone is not enough. */
  deviceSecretHex: string;
  /** Ed25519 key of the workstation: signs checkpoints and proofs to the server. 32-byte seed, hex. */
  deviceKeySeedHex: string;
  devicePublicKeyHex: string;
  /** P-256 key that signs packs: PKCS#8 DER, base64. */
  signingKeyPkcs8Base64: string;
  /** X.509 DER base64: leaf of this workstation, then the authority. */
  certificatesBase64: string[];
  serverUrl: string;
  serverId: string;
  serverPublicKeyHex: string;
  space: Space;
};
/** null where there is none yet. Throws BAD_INPUT on one that is not whole or readable by others than its owner. */
export declare function readDeviceFile(dataDir: string): DeviceFile | null;
/** Atomic, synced, 0600. */
export declare function writeDeviceFile(dataDir: string, device: DeviceFile): void;
/** User names with a keyring on this workstation, sorted. */
export declare function listWorkspaceUsers(dataDir: string): string[];
/** `DIR/users/<username>`; throws BAD_INPUT for a name that could leave the folder. */
export declare function workspaceDir(dataDir: string, username: string): string;

// ---- opening --------------------------------------------------------------------------------------------------------
/** Wall clock, UTC ms. */
export type Clock = () => number;
/** Cryptographic randomness: `length` bytes. */
export type Random = (length: number) => Uint8Array;
export type WorkspaceDevice = Pick<DeviceFile, 'deviceId' | 'deviceSecretHex' | 'deviceKeySeedHex'>;

export type OpenInput = {
  /** From `workspaceDir`. */
  dir: string;
  device: WorkspaceDevice;
  passphrase: string;
  clock: Clock;
  random: Random;
};
export type CreateInput = OpenInput & { space: Space; serverId: string; user: User };
export type OpenResult =
  | {
      outcome: 'opened';
      workspace: Workspace;
      /** Wrong passphrases since the last right one: to be logged. */
      failuresBefore: number;
    }
  | { outcome: 'wrong-passphrase'; failures: number; retryAfterMs: number }
  /** Too early after wrong ones: the passphrase was not even tried. */
  | { outcome: 'delayed'; failures: number; retryAfterMs: number };

/** Creates the workspace (all or nothing) and opens it. Throws CONFLICT-like BAD_INPUT where one is there already. */
export declare function createWorkspace(input: CreateInput): Promise<Workspace>;
/**
 * Throws NOT_FOUND (none there), NOT_A_WORKSPACE, WORKSPACE_DAMAGED (set aside, see `details.quarantine`),
 * FROM_THE_FUTURE, UNSAFE_DATABASE, DISK_FULL, IO_FAILED.
 */
export declare function openWorkspace(input: OpenInput): Promise<OpenResult>;

declare const readBrand: unique symbol;
declare const writeBrand: unique symbol;
export type ReadDb = { readonly [readBrand]: true };
export type WriteDb = ReadDb & { readonly [writeBrand]: true };

export type WorkspaceInfo = {
  workspaceId: string;
  deviceId: string;
  serverId: string;
  space: Space;
  createdMs: number;
};

export type Workspace = {
  readonly dir: string;
  readonly info: WorkspaceInfo;
  readonly read: ReadDb;
  /** One transaction, on disk (fsynced) when it returns; a throw inside rolls everything back. Not re-entrant. */
  write<T>(work: (tx: WriteDb) => T): T;
  readonly audit: AuditLog;
  /** Reads every page and index. `ok: false` says what SQLite found. Slow on large workspaces. */
  checkIntegrity(): { ok: boolean; problems: string[] };
  /** Idempotent. Keys are wiped from memory as far as the runtime lets us. */
  close(): void;
};

export type AuditLog = {
  /** Seals, chains and commits one entry; on disk when it returns (log before answer). */
  append(draft: AuditDraft): AuditEntry;
  /** The same inside a transaction of the caller, e.g. a confirmation together with its entry. */
  appendIn(tx: WriteDb, draft: AuditDraft): AuditEntry;
  /** Head of one log (`device` or `case:<id>`), signed by the workstation's key. */
  checkpoint(log: string): AuditCheckpoint;
};

// ---- audit_entries --------------------------------------------------------------------------------------------------
export declare function getAuditEntry(db: ReadDb, log: string, seq: number): AuditEntry | null;
/** Newest first, `seq < before` where given. */
export declare function listAuditEntries(
  db: ReadDb,
  log: string,
  options: { before: number | null; limit: number; actorId?: string },
): AuditEntry[];
/** The whole log in order (for packs and for verification). */
export declare function allAuditEntries(db: ReadDb, log: string): AuditEntry[];
export declare function countAuditEntries(db: ReadDb, log: string, actorId?: string): number;
/** By device sequence, ascending, for pushing: entries with deviceSeq > after. */
export declare function auditEntriesAfter(db: ReadDb, afterDeviceSeq: number, limit: number): AuditEntry[];
export declare function deviceHead(db: ReadDb): { seq: number; hash: string };
/**
 * Times (UTC ms, ascending) of this person's queries for one plate: entries of action `find`, phase `intent`, whose
 * `details.plateKey` (the folded query) equals `plateKey`. Feeds NZ-REKEY-1. WRITE `details.plateKey` IN FIND INTENTS.
 */
export declare function findTimesOfPlate(
  db: ReadDb,
  query: { actorId: string; plateKey: string; sinceMs: number },
): number[];

// ---- meta and user --------------------------------------------------------------------------------------------------
export declare function readUser(db: ReadDb): User;
export declare function saveUser(tx: WriteDb, user: User): void;

// ---- cameras --------------------------------------------------------------------------------------------------------
export declare function upsertCameras(tx: WriteDb, cameras: readonly Camera[]): { inserted: number; replaced: number };
export declare function deleteCameras(tx: WriteDb, ids: readonly string[]): number;
export declare function getCamera(db: ReadDb, id: string): Camera | null;
export declare function listCameras(db: ReadDb): Camera[];
export declare function countCameras(db: ReadDb): { live: number; total: number };
/** Every camera id ever named by a camera or a detection, with the ordinal used in the match columns. */
export declare function listCameraOrdinals(db: ReadDb): { ordinal: number; cameraId: string }[];

// ---- detections -----------------------------------------------------------------------------------------------------
/** A detection with its ordinal: the row number the match index speaks of. Never reused. */
export type DetectionRow = { ordinal: number; detection: Detection };
export type UpsertReport = {
  inserted: number;
  replaced: number;
  /** Ordinals of replaced rows: the match index must forget them before it loads them again. */
  replacedOrdinals: number[];
  /** Ordinals above this before the call are new. */
  firstNewOrdinal: number;
};
export declare function upsertDetections(tx: WriteDb, detections: readonly Detection[]): UpsertReport;
/** Returns the ordinals that are gone. */
export declare function deleteDetections(tx: WriteDb, ids: readonly string[]): number[];
/** Retention: removes what is older, except reads used in a case (confirmed, rejected or exhibited). */
export declare function purgeDetections(
  tx: WriteDb,
  rule: { beforeMs: number; mobilePoliceBeforeMs: number; maxDetections: number },
): { ordinals: number[]; kept: number };
export declare function getDetection(db: ReadDb, id: string): DetectionRow | null;
/** In the order asked for; an ordinal that is gone is left out. */
export declare function detectionsByOrdinals(db: ReadDb, ordinals: ArrayLike<number>): DetectionRow[];
export type DetectionPoint = { ordinal: number; id: string; read: string; timeMs: number; cameraOrdinal: number };
export declare function detectionPoints(db: ReadDb, ordinals: ArrayLike<number>): DetectionPoint[];
export declare function countDetections(db: ReadDb): number;
/** Times of the oldest and newest detection held; null where none is. */
export declare function detectionHorizon(db: ReadDb): { fromMs: number; toMs: number } | null;
/** How many distinct cameras gave a read in this window. */
export declare function countSitesWithReads(db: ReadDb, fromMs: number, toMs: number): number;

/** Columns for the match index, rows in ordinal order. Parallel arrays of `count` elements. */
export type MatchColumns = {
  count: number;
  ordinals: Float64Array;
  timeMs: Float64Array;
  cameraOrdinals: Uint32Array;
  /** Raw first readings, as they came. */
  reads: string[];
  /** Texts of the candidates, best first, as they came. */
  candidates: string[][];
};
/** Pages over all detections with an ordinal above `afterOrdinal` (default: all). Safe between writes. */
export declare function streamMatchColumns(
  db: ReadDb,
  options: { chunkSize: number; afterOrdinal?: number },
): Generator<MatchColumns, void, void>;
export declare function matchColumnsOf(db: ReadDb, ordinals: readonly number[]): MatchColumns;

// ---- images ---------------------------------------------------------------------------------------------------------
export type ImageMime = 'image/png' | 'image/jpeg';
/** Throws BAD_INPUT where the bytes do not have this hash. Idempotent. */
export declare function putImage(
  tx: WriteDb,
  image: { sha256: string; mime: ImageMime; bytes: Uint8Array; storedMs: number },
): void;
/** The server says it does not have it: not asked for again. */
export declare function markImageAbsent(tx: WriteDb, sha256: string, atMs: number): void;
export declare function getImage(db: ReadDb, sha256: string): { mime: ImageMime; bytes: Uint8Array } | null;
export declare function imageState(db: ReadDb, sha256: string): 'held' | 'waiting' | 'absent';
/** Hashes named by detections and not held, newest detection first. */
export declare function missingImages(db: ReadDb, limit: number): string[];
export declare function countImages(db: ReadDb): { held: number; waiting: number };
/** Removes images no detection names any more. */
export declare function purgeOrphanImages(tx: WriteDb): number;

// ---- cases ----------------------------------------------------------------------------------------------------------
export type CaseListRow = CaseRecord & { exhibits: number; entries: number; lastUsedMs: number | null };
export declare function insertCase(tx: WriteDb, record: CaseRecord): void;
export declare function getCase(db: ReadDb, caseId: string): CaseRecord | null;
/** Most recently used first. */
export declare function listCases(db: ReadDb): CaseListRow[];

// ---- authorities ----------------------------------------------------------------------------------------------------
export declare function insertAuthority(tx: WriteDb, record: AuthorityRecord): void;
export declare function getAuthority(db: ReadDb, id: string): AuthorityRecord | null;
/** Newest first. */
export declare function listAuthorities(db: ReadDb, caseId: string): AuthorityRecord[];
/** The newest this person declared for this case, live or lapsed. */
export declare function currentAuthority(db: ReadDb, caseId: string, userId: string): AuthorityRecord | null;
export declare function withdrawAuthority(tx: WriteDb, id: string, atMs: number): AuthorityRecord;
export declare function setAssignment(
  tx: WriteDb,
  id: string,
  assignment: AuthorityRecord['assignment'],
): AuthorityRecord;
/** Those the server has not yet confirmed or rejected. */
export declare function provisionalAuthorities(db: ReadDb): AuthorityRecord[];

// ---- confirmations --------------------------------------------------------------------------------------------------
export declare function insertConfirmation(tx: WriteDb, record: Confirmation): void;
export declare function getConfirmation(db: ReadDb, id: string): Confirmation | null;
/** Oldest first. */
export declare function listConfirmations(db: ReadDb, caseId: string, detectionId?: string): Confirmation[];
/** Latest judgement per detection of this case; a detection not in the map is unconfirmed. */
export declare function readStates(db: ReadDb, caseId: string): Map<string, ReadState>;

// ---- exhibits -------------------------------------------------------------------------------------------------------
export declare function nextExhibitNumber(db: ReadDb, caseId: string): string;
export declare function insertExhibit(tx: WriteDb, record: Exhibit): void;
export declare function getExhibit(db: ReadDb, id: string): Exhibit | null;
/** By number; removed ones left out unless asked for. */
export declare function listExhibits(db: ReadDb, caseId: string, options?: { removed: boolean }): Exhibit[];
/** `removedMs: null` brings it back. */
export declare function setExhibitRemoved(tx: WriteDb, id: string, removedMs: number | null, logSeq: number): Exhibit;

// ---- packs ----------------------------------------------------------------------------------------------------------
/** `P-01`, `P-02`… within the case. */
export declare function nextPackNumber(db: ReadDb, caseId: string): string;
/** Throws BAD_INPUT where bytes do not have the record's hash and length. */
export declare function insertPack(tx: WriteDb, record: PackRecord, bytes: Uint8Array): void;
/** Newest first. */
export declare function listPacks(db: ReadDb, caseId: string): PackRecord[];
export declare function getPack(db: ReadDb, id: string): PackRecord | null;
export declare function getPackBytes(db: ReadDb, id: string): Uint8Array | null;

// ---- sync state -----------------------------------------------------------------------------------------------------
export type SyncState = {
  /** Next feed position to ask for. */
  cursor: number;
  policy: SignedPolicy | null;
  /** Highest policy version ever accepted (the ratchet). */
  lastPolicyVersion: number;
  /** Server-signed time at the last good contact. */
  serverTimeMs: number | null;
  /** Wall clock of the workstation at the last good contact. */
  lastContactMs: number | null;
  /** Highest time ever seen by this workspace: the lease clock never goes behind it. */
  lastSeenMs: number;
  /** Device sequence up to which the server has receipted the log. */
  pushedDeviceSeq: number;
  receipt: AuditReceipt | null;
};
export declare function readSyncState(db: ReadDb): SyncState;
/** Only the fields given change. `lastSeenMs` and `lastPolicyVersion` never go down. */
export declare function saveSyncState(tx: WriteDb, change: Partial<SyncState>): void;
export declare function addSyncRefusals(tx: WriteDb, reason: string, count: number, atMs: number): void;
export declare function listSyncRefusals(db: ReadDb): { reason: string; count: number; lastMs: number }[];

// ---- alerts ---------------------------------------------------------------------------------------------------------
/** Problems found by the workspace itself (a rolled-back database, a forged head file) and any the caller adds. Kept. */
export declare function listAlerts(db: ReadDb): Alert[];
export declare function putAlert(tx: WriteDb, alert: Alert): void;
export declare function dismissAlert(tx: WriteDb, id: string): boolean;
