/**
 * The register of authorities of a case: what stands in it, the ways into it, and the steps of an authority's life.
 * Renderer. Every step renews what is shown of it everywhere: chip, panel, register, list to approve.
 */
import { type UseMutationResult, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useCallback } from 'react';
import type {
  AuthorityDraft,
  AuthorityStanding,
  AuthorityStep,
  AuthorityWay,
  LawfulFunction,
} from '../../../contract/authority-answers.ts';
import type { AuthorityRecord } from '../../../core/model/domain.ts';
import { useClient } from '../../connection/index.ts';

/** An approval given elsewhere comes with a round of sync: looked for this often. */
export const REGISTER_EVERY_MS = 20_000;

export function useWays(fn: LawfulFunction) {
  const client = useClient();
  return useQuery<AuthorityWay[]>({
    queryKey: ['ways', fn],
    queryFn: () => client.authority.ways({ fn }),
    staleTime: 600_000,
  });
}

/** @param caseId null: nothing is read */
export function useRegister(caseId: string | null) {
  const client = useClient();
  return useQuery<AuthorityStanding[]>({
    queryKey: ['register', caseId],
    queryFn: () => client.authority.register({ caseId: caseId ?? '' }),
    enabled: caseId !== null,
    refetchInterval: REGISTER_EVERY_MS,
    meta: { quiet: true },
  });
}

/** After any step: everything that shows authorities reads anew. */
export function useRegisterChanged(caseId: string | null): () => void {
  const queries = useQueryClient();
  return useCallback(() => {
    void queries.invalidateQueries({ queryKey: ['register'] });
    void queries.invalidateQueries({ queryKey: ['to-approve'] });
    void queries.invalidateQueries({ queryKey: ['tracking'] });
    if (caseId !== null) void queries.invalidateQueries({ queryKey: ['authority', caseId] });
  }, [queries, caseId]);
}

type AuthorityRevision = Omit<AuthorityDraft, 'caseId' | 'kind'> & { readonly authorityId: string };

export interface RegisterSteps {
  readonly draft: UseMutationResult<AuthorityStep, Error, AuthorityDraft>;
  readonly revise: UseMutationResult<AuthorityStep, Error, AuthorityRevision>;
  readonly detach: UseMutationResult<AuthorityRecord, Error, { authorityId: string; documentId: string }>;
  readonly attach: UseMutationResult<AuthorityRecord, Error, { authorityId: string; file: File }>;
  readonly submit: UseMutationResult<AuthorityStep, Error, string>;
  readonly withdraw: UseMutationResult<AuthorityRecord, Error, string>;
  readonly report: UseMutationResult<AuthorityRecord, Error, { authorityId: string; note: string }>;
}

export function useRegisterSteps(caseId: string): RegisterSteps {
  const client = useClient();
  const changed = useRegisterChanged(caseId);
  const onSuccess = changed;
  return {
    draft: useMutation({ mutationFn: (draft: AuthorityDraft) => client.authority.draft(draft), onSuccess }),
    revise: useMutation({
      mutationFn: (revision: AuthorityRevision) => client.authority.revise(revision),
      onSuccess,
    }),
    detach: useMutation({
      mutationFn: (asked: { authorityId: string; documentId: string }) => client.authority.detach(asked),
      onSuccess,
    }),
    attach: useMutation({
      mutationFn: ({ authorityId, file }: { authorityId: string; file: File }) =>
        client.authority.attach({ authorityId, name: file.name, file }),
      onSuccess,
    }),
    submit: useMutation({
      mutationFn: (authorityId: string) => client.authority.submit({ authorityId }),
      onSuccess,
    }),
    withdraw: useMutation({
      mutationFn: (authorityId: string) => client.authority.withdraw({ caseId, authorityId }),
      onSuccess,
    }),
    report: useMutation({
      mutationFn: (asked: { authorityId: string; note: string }) => client.authority.report(asked),
      onSuccess,
    }),
  };
}
