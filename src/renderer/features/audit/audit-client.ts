/** What the auditor's screens ask of the services, by name. Renderer. Every reading it asks for is logged. */
import type {
  AuditDrillDown,
  AuditFilter,
  AuditFinding,
  AuditOverview,
  AuditPage,
  AuditRef,
  AuditSavedView,
  AuditState,
  AuditVerdict,
} from '../../../contract/audit-answers.ts';
import { useClient } from '../../connection/index.ts';

export type VerifyEvent =
  | { readonly type: 'progress'; readonly checked: number; readonly of: number }
  | { readonly type: 'verdict'; readonly verdict: AuditVerdict };

export interface AuditClient {
  state(): Promise<AuditState>;
  unlock(input: { passphrase: string }): Promise<AuditState>;
  overview(input: { filter: AuditFilter }): Promise<AuditOverview>;
  list(input: { filter: AuditFilter; before: number | null; limit: number }): Promise<AuditPage>;
  entry(input: { ref: AuditRef }): Promise<AuditDrillDown>;
  verify(input: undefined, options: { signal: AbortSignal }): Promise<AsyncIterable<VerifyEvent>>;
  note(input: { ref: AuditRef; kind: AuditFinding['kind']; note: string }): Promise<AuditFinding>;
  views(): Promise<AuditSavedView[]>;
  saveView(input: { name: string; filter: AuditFilter }): Promise<unknown>;
  removeView(input: { id: string }): Promise<unknown>;
}

export function useAuditClient(): AuditClient {
  return (useClient() as unknown as { readonly audit: AuditClient }).audit;
}
