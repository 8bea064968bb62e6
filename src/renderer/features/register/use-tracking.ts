/** Alerts on plates that are tracked under an authority: what runs, starting one, stopping one. Renderer. */
import { useMutation, useQuery } from '@tanstack/react-query';
import type { TrackingWatch } from '../../../contract/authority-answers.ts';
import { useClient } from '../../connection/index.ts';
import { useRegisterChanged } from '../authority/index.ts';

const EVERY_MS = 10_000;

export function useTracking(caseId: string) {
  const client = useClient();
  const changed = useRegisterChanged(caseId);
  return {
    watches: useQuery<TrackingWatch[]>({
      queryKey: ['tracking', caseId],
      queryFn: () => client.authority.tracking({ caseId }),
      refetchInterval: EVERY_MS,
      meta: { quiet: true },
    }),
    start: useMutation({
      mutationFn: (asked: { authorityId: string; plate: string }) => client.authority.track({ caseId, ...asked }),
      onSuccess: changed,
    }),
    stop: useMutation({
      mutationFn: (asked: { watchId: string; reason: string }) => client.authority.stopTracking({ caseId, ...asked }),
      onSuccess: changed,
    }),
  };
}
