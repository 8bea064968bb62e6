/** May it be shared, may it be recorded as stolen: asked of the services, which log each asking. Renderer. */
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { StolenFlag } from '../../../contract/lawful-answers.ts';
import { useClient, type WorkstationClient } from '../../connection/index.ts';

type ShareQuestion = Parameters<WorkstationClient['authority']['shareCheck']>[0];
type FlagQuestion = Parameters<WorkstationClient['authority']['decideStolenFlag']>[0];

export function useSharingRule() {
  const client = useClient();
  return useQuery({
    queryKey: ['sharing-rule'],
    queryFn: () => client.authority.sharingRule(),
    staleTime: Number.POSITIVE_INFINITY,
  });
}

export function useShareCheck(caseId: string) {
  const client = useClient();
  return useMutation({
    mutationFn: (asked: Omit<ShareQuestion, 'caseId'>) => client.authority.shareCheck({ caseId, ...asked }),
  });
}

export function useStolenFlags(caseId: string) {
  const client = useClient();
  return useQuery<StolenFlag[]>({
    queryKey: ['stolen-flags', caseId],
    queryFn: () => client.authority.stolenFlags({ caseId }),
  });
}

export function useDecideFlag(caseId: string) {
  const client = useClient();
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (asked: Omit<FlagQuestion, 'caseId'>) => client.authority.decideStolenFlag({ caseId, ...asked }),
    onSuccess: () => void queries.invalidateQueries({ queryKey: ['stolen-flags', caseId] }),
  });
}
