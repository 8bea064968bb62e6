/**
 * The authority of the signed-in user for the open case, and the draft of the next one. Renderer.
 * The draft is shared by the panel, the chip and the refusal, so that what is typed in one is there in the others.
 */
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { createContext, type ReactNode, useContext, useMemo, useState } from 'react';
import type { Decision } from '../../../core/authority/decision.ts';
import type { AuthorityRecord, CaseRecord } from '../../../core/model/domain.ts';
import { useClient } from '../../connection/index.ts';
import { useLesson, useNow } from '../../desk/index.ts';
import { checkNarrative, checkNumber, type FieldCheck } from './checks.ts';
import { REGISTER_EVERY_MS, useRegisterChanged } from './use-register.ts';

export interface AuthorityDraft {
  readonly number: string;
  readonly purpose: string;
  readonly narrative: string;
}

export interface AuthorityView {
  readonly caseRecord: CaseRecord;
  readonly current: AuthorityRecord | null;
  /** The id to ask under, once it is known; null: none was declared. */
  idToAskUnder(): Promise<string | null>;
  /** The same as a record, for answers that say what they ran under. */
  recordToAskUnder(): Promise<AuthorityRecord | null>;
  readonly error: unknown;
  readonly standing: 'none' | 'live' | 'soon' | 'lapsed' | 'withdrawn';
  readonly leftMs: number;
  readonly purposes: readonly { code: string; label: string }[];
  purposeLabel(code: string): string;
  readonly draft: AuthorityDraft;
  setDraft(change: Partial<AuthorityDraft>): void;
  readonly checks: { readonly number: FieldCheck; readonly narrative: FieldCheck; readonly complete: boolean };
  /** The decision that refused the last declaration, until the draft changes. */
  readonly refusal: { decision: Decision; logSeq: number } | null;
  readonly declaring: boolean;
  readonly declareError: unknown;
  /** Declares the draft. Resolves to the new authority, or null where it was refused. */
  declare(): Promise<AuthorityRecord | null>;
  withdraw(): Promise<void>;
}

const HOUR_MS = 3_600_000;
const AuthorityContext = createContext<AuthorityView | null>(null);

export function useAuthority(): AuthorityView {
  const view = useContext(AuthorityContext);
  if (view === null) throw new Error('useAuthority is used outside AuthorityProvider.');
  return view;
}

export function AuthorityProvider({ caseRecord, children }: { caseRecord: CaseRecord; children: ReactNode }) {
  const view = useAuthorityView(caseRecord);
  return <AuthorityContext value={view}>{children}</AuthorityContext>;
}

function useAuthorityView(caseRecord: CaseRecord): AuthorityView {
  const client = useClient();
  const queries = useQueryClient();
  const changed = useRegisterChanged(null);
  const caseId = caseRecord.id;
  const key = useMemo(() => ['authority', caseId], [caseId]);
  const current = useQuery({
    queryKey: key,
    queryFn: () => client.authority.current({ caseId }),
    staleTime: 60_000,
    // What somebody else approves comes into force without anything done here.
    refetchInterval: REGISTER_EVERY_MS,
    meta: { quiet: true },
  });
  // At the millisecond it lapses the desk says so.
  const nowMs = useNow(10_000, current.data?.toMs ?? null);
  const rules = useQuery({
    queryKey: ['rules'],
    queryFn: () => client.authority.rules(),
    staleTime: Number.POSITIVE_INFINITY,
  });
  const [typed, setTyped] = useState<Partial<AuthorityDraft>>({});
  const declaration = useMutation({
    mutationFn: (draft: AuthorityDraft) => client.authority.declare({ caseId, kind: 'file-number', ...draft }),
    onSuccess: (answer) => {
      if (answer.outcome === 'declared') queries.setQueryData(key, answer.authority);
      changed();
    },
  });
  const withdrawal = useMutation({
    mutationFn: (authorityId: string) => client.authority.withdraw({ caseId, authorityId }),
    onSuccess: (record) => {
      queries.setQueryData(key, record);
      changed();
    },
  });

  const record = current.data ?? null;
  const leftMs = record === null ? 0 : record.toMs - nowMs;
  const purposes = rules.data?.purposes ?? [];
  // In the training case the form is filled in, so that a newcomer sees what a good reason looks like.
  const ofCase = useLesson();
  const lesson = ofCase !== null && ofCase.fileNumber === caseRecord.fileNumber ? ofCase : null;
  const draft: AuthorityDraft = {
    // Remembered for the case: the number of the file, the purpose and the narrative last given.
    number: typed.number ?? (record?.kind === 'file-number' ? record.number : null) ?? caseRecord.fileNumber ?? '',
    purpose: typed.purpose ?? record?.purpose ?? lesson?.purpose ?? '',
    narrative: typed.narrative ?? record?.narrative ?? lesson?.narrative ?? '',
  };
  const number = checkNumber(draft.number, nowMs);
  const narrative = checkNarrative(draft.narrative, nowMs);
  const answer = declaration.data;
  const recordToAskUnder = async (): Promise<AuthorityRecord | null> =>
    queries.ensureQueryData({ queryKey: key, queryFn: () => client.authority.current({ caseId }) });
  return {
    caseRecord,
    current: record,
    idToAskUnder: async () => (await recordToAskUnder())?.id ?? null,
    recordToAskUnder,
    error: current.error ?? rules.error,
    standing: standingOf(record, leftMs),
    leftMs,
    purposes,
    purposeLabel: (code) => purposes.find((purpose) => purpose.code === code)?.label ?? code,
    draft,
    setDraft: (change) => {
      setTyped((before) => ({ ...before, ...change }));
      if (!declaration.isPending) declaration.reset();
    },
    checks: { number, narrative, complete: number.ok && narrative.ok && draft.purpose !== '' },
    refusal: answer?.outcome === 'refused' ? { decision: answer.decision, logSeq: answer.logSeq } : null,
    declaring: declaration.isPending,
    declareError: declaration.error,
    declare: async () => {
      const settled = await declaration.mutateAsync(draft).catch(() => null);
      if (settled?.outcome !== 'declared') return null;
      setTyped({});
      return settled.authority;
    },
    withdraw: async () => {
      if (record !== null) await withdrawal.mutateAsync(record.id);
    },
  };
}

function standingOf(record: AuthorityRecord | null, leftMs: number): AuthorityView['standing'] {
  if (record === null) return 'none';
  if (record.withdrawnMs !== null) return 'withdrawn';
  if (leftMs <= 0) return 'lapsed';
  return leftMs < HOUR_MS ? 'soon' : 'live';
}
