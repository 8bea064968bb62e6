/** What waits for the signed-in person's word, and the word itself. Renderer. The list is asked of the server. */
import { useMutation, useQuery } from '@tanstack/react-query';
import type { ApprovalRequest, DeclaredInterest } from '../../../contract/authority-answers.ts';
import { useClient } from '../../connection/index.ts';
import { useRegisterChanged } from '../authority/index.ts';

const EVERY_MS = 60_000;

export function useToApprove(enabled = true) {
  const client = useClient();
  return useQuery<{ authorities: ApprovalRequest[]; interests: DeclaredInterest[]; asOfMs: number }>({
    queryKey: ['to-approve'],
    queryFn: () => client.authority.toApprove(),
    refetchInterval: EVERY_MS,
    meta: { quiet: true },
    enabled,
  });
}

export function useToApproveCount(enabled: boolean): number {
  const { data } = useToApprove(enabled);
  return (data?.authorities.length ?? 0) + (data?.interests.length ?? 0);
}

/** The rule that a second person approves, as it is in force; null: not read yet. */
export function useApprovalRule(): { readonly id: string; readonly version: number } | null {
  const client = useClient();
  const rules = useQuery({
    queryKey: ['rules'],
    queryFn: () => client.authority.rules(),
    staleTime: Number.POSITIVE_INFINITY,
  });
  return rules.data?.rules.find((rule) => rule.id.includes('-APPROVAL-')) ?? null;
}

export interface Word {
  readonly decision: 'approve' | 'refuse';
  readonly note: string;
}

export function useDecide() {
  const client = useClient();
  const onSuccess = useRegisterChanged(null);
  return {
    authority: useMutation({
      mutationFn: (asked: Word & { authorityId: string }) => client.authority.decide(asked),
      onSuccess,
    }),
    interest: useMutation({
      mutationFn: (asked: Word & { interestId: string }) => client.authority.decideInterest(asked),
      onSuccess,
    }),
  };
}
