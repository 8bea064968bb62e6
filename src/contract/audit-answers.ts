/**
 * What the auditor's desk is answered: counts, rows, one entry with its proof, notes and saved views. Runs anywhere.
 * The auditor reads every query of every workstation and can make none; what is read here is logged too. Times are UTC
 * epoch milliseconds; days are local days of the profile's time zone, `YYYY-MM-DD`.
 */
import { z } from 'zod';
import { auditAction, auditEntry } from '../core/audit/entry.ts';
import { epochMs, id, role } from '../core/model/domain.ts';

/** An entry among those of all workstations: whose chain it stands in, and where. */
export const auditRef = z.object({ deviceId: id, userId: id, deviceSeq: z.number().int().min(1) });
export type AuditRef = z.infer<typeof auditRef>;

export const auditFlag = z.enum(['rekeyed', 'own-vehicle', 'stolen-conflict', 'export', 'provisional']);
export type AuditFlag = z.infer<typeof auditFlag>;

/** The tabs over the list. `queries`: intents and refusals of anything that asks, views included. */
export const auditTab = z.enum(['queries', 'refusals', 'rekeyed', 'own-vehicle', 'stolen-conflict', 'exports', 'all']);
export type AuditTab = z.infer<typeof auditTab>;

/** null: not narrowed. `text` is looked for in plates asked, numbers, names and narratives. */
export const auditFilter = z.object({
  tab: auditTab,
  fromMs: epochMs.nullable(),
  toMs: epochMs.nullable(),
  userId: id.nullable(),
  action: auditAction.nullable(),
  outcome: z.enum(['ran', 'refused', 'failed', 'cancelled', 'unanswered']).nullable(),
  plate: z.string().max(16).nullable(),
  caseLog: z.string().max(200).nullable(),
  text: z.string().max(200),
});
export type AuditFilter = z.infer<typeof auditFilter>;

/** One query with what came of it: intent and result are one row. */
export const auditRow = z.object({
  ref: auditRef,
  ordinal: z.number().int().min(1).describe('place among all entries held, in the order the server received them'),
  timeMs: epochMs,
  who: z.object({ userId: id, name: z.string(), title: z.string().describe('title then'), role }).nullable(),
  deviceName: z.string(),
  action: auditAction,
  authority: z.object({ kind: z.string(), number: z.string(), assignment: z.string() }).nullable(),
  asked: z.string().describe('the plate or what was looked at, in words'),
  plateKey: z.string().nullable(),
  outcome: z.enum(['ran', 'refused', 'failed', 'cancelled', 'unanswered', 'recorded']),
  why: z.string().describe('for a refusal: the first reason in words; else empty'),
  ruleIds: z.array(z.string()),
  rows: z.number().int().nullable().describe('how many results were released; null: not a thing that has rows'),
  flags: z.array(auditFlag),
});
export type AuditRow = z.infer<typeof auditRow>;

export const auditVerdict = z.object({
  ok: z.boolean(),
  entries: z.number().int(),
  chains: z.number().int().describe('workstations and users whose logs were checked'),
  silentChains: z.number().int().describe('of these, not heard from within the offline lease'),
  verifiedMs: epochMs,
  tookMs: z.number(),
  checkpoint: z.object({ size: z.number().int(), rootHash: z.string() }).nullable().describe('of the newest chain'),
  witnesses: z.array(z.object({ name: z.string(), chains: z.number().int(), of: z.number().int() })),
  problems: z.array(
    z.object({ code: z.string(), message: z.string(), ref: auditRef.nullable(), deviceName: z.string() }),
  ),
});
export type AuditVerdict = z.infer<typeof auditVerdict>;

export const auditVerifyEvent = z.discriminatedUnion('type', [
  z.object({ type: z.literal('progress'), checked: z.number().int(), of: z.number().int() }),
  z.object({ type: z.literal('verdict'), verdict: auditVerdict }),
]);
export type AuditVerifyEvent = z.infer<typeof auditVerifyEvent>;

/** `locked`: the key that opens what was sealed for the auditor waits for its passphrase. */
export const auditState = z.object({
  key: z.enum(['none', 'locked', 'open']),
  held: z.number().int(),
  unread: z.number().int().describe('held but not yet opened with the key'),
  lastPulledMs: epochMs.nullable(),
  oldestMs: epochMs.nullable(),
  newestMs: epochMs.nullable(),
  people: z.array(z.object({ userId: id, name: z.string(), title: z.string() })),
  actions: z.array(auditAction),
  verdict: auditVerdict.nullable().describe('of the last verification of this session'),
});
export type AuditState = z.infer<typeof auditState>;

export const auditOverview = z.object({
  days: z.array(z.object({ day: z.string(), ran: z.number().int(), refused: z.number().int() })),
  queries: z.number().int(),
  refused: z.number().int(),
  tabs: z.array(z.object({ tab: auditTab, count: z.number().int() })),
  logSeq: z.number().int().describe('entry that records this reading'),
});
export type AuditOverview = z.infer<typeof auditOverview>;

export const auditPage = z.object({
  rows: z.array(auditRow),
  total: z.number().int(),
  next: z.number().int().nullable().describe('ordinal to go on below; null: that was all'),
  logSeq: z.number().int(),
});
export type AuditPage = z.infer<typeof auditPage>;

export const auditFinding = z.object({
  id,
  ref: auditRef,
  kind: z.enum(['refer', 'ask-for-account', 'nothing-further']),
  note: z.string().max(2000),
  by: z.string(),
  atMs: epochMs,
});
export type AuditFinding = z.infer<typeof auditFinding>;

/** One entry as it was then, with what surrounds it and the proof that it stands in the log. */
export const auditDrillDown = z.object({
  row: auditRow,
  entry: auditEntry,
  result: auditEntry.nullable(),
  proof: z.object({
    leafHash: z.string().describe('hex'),
    path: z.array(z.string()).describe('hex, from the leaf up (RFC 6962)'),
    treeSize: z.number().int(),
    rootHash: z.string(),
    holds: z.boolean(),
    witnesses: z.array(z.string()).describe('who cosigned a checkpoint that covers it'),
  }),
  sameOfficer: z.object({
    queries: z.number().int(),
    refused: z.number().int(),
    rekeyedPlates: z.number().int(),
    rank: z.number().int().describe('1: asks most, over the window held'),
    of: z.number().int(),
  }),
  /** Askings of the same plate by the same person in the 7 days before and the day after, oldest first. */
  askings: z.array(z.object({ ref: auditRef, timeMs: epochMs, outcome: auditRow.shape.outcome, why: z.string() })),
  /** Who else asked for the same plate, with how often. */
  samePlate: z.array(z.object({ userId: id, name: z.string(), askings: z.number().int(), lastMs: epochMs })),
  findings: z.array(auditFinding),
  logSeq: z.number().int(),
});
export type AuditDrillDown = z.infer<typeof auditDrillDown>;

export const auditSavedView = z.object({ id, name: z.string().min(1).max(100), filter: auditFilter });
export type AuditSavedView = z.infer<typeof auditSavedView>;
