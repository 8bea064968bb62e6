/** The log of all workstations, its state, counts, pages, entries, findings and views. Renderer. Reading is logged. */
import { keepPreviousData, useInfiniteQuery, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { AuditFilter, AuditFinding, AuditRef } from '../../../contract/audit-answers.ts';
import { useClient } from '../../connection/index.ts';
import { overviewFilter } from './audit-filter.ts';

const PAGE = 200;
/** What was read stays until someone asks again: reading by itself would fill the log with readings nobody made. */
const KEPT = { staleTime: Number.POSITIVE_INFINITY } as const;
/** The state alone says that more has come; looking at it is no reading, so it is not logged. */
const LOOK_AGAIN_MS = 10_000;
export const STATE_KEY = ['audit', 'state'];

export const refKey = (ref: AuditRef): string => `${ref.deviceId}/${ref.userId}/${ref.deviceSeq}`;

export function useAuditState() {
  const client = useClient().audit;
  return useQuery({ queryKey: STATE_KEY, queryFn: () => client.state(), refetchInterval: LOOK_AGAIN_MS, ...KEPT });
}

export function useUnlock() {
  const client = useClient().audit;
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (passphrase: string) => client.unlock({ passphrase }),
    onSuccess: (state) => {
      queries.setQueryData(STATE_KEY, state);
      for (const part of ['overview', 'list']) void queries.invalidateQueries({ queryKey: ['audit', part] });
    },
  });
}

export function useOverview(filter: AuditFilter) {
  const client = useClient().audit;
  const asked = overviewFilter(filter);
  return useQuery({
    queryKey: ['audit', 'overview', asked],
    queryFn: () => client.overview({ filter: asked }),
    placeholderData: keepPreviousData,
    ...KEPT,
  });
}

export function useRows(filter: AuditFilter) {
  const client = useClient().audit;
  return useInfiniteQuery({
    queryKey: ['audit', 'list', filter],
    queryFn: ({ pageParam }) => client.list({ filter, before: pageParam, limit: PAGE }),
    initialPageParam: null as number | null,
    getNextPageParam: (last) => last.next ?? undefined,
    placeholderData: keepPreviousData,
    ...KEPT,
  });
}

/** Asked only for an entry that was opened. */
export function useEntry(ref: AuditRef | null) {
  const client = useClient().audit;
  return useQuery({
    queryKey: ['audit', 'entry', ref === null ? '' : refKey(ref)],
    queryFn: () => {
      if (ref === null) throw new Error('No entry is open.');
      return client.entry({ ref });
    },
    enabled: ref !== null,
    ...KEPT,
  });
}

export function useFinding(ref: AuditRef) {
  const client = useClient().audit;
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (finding: { kind: AuditFinding['kind']; note: string }) => client.note({ ref, ...finding }),
    onSuccess: () => queries.invalidateQueries({ queryKey: ['audit', 'entry', refKey(ref)] }),
  });
}

export function useViews() {
  const client = useClient().audit;
  const queries = useQueryClient();
  const again = () => queries.invalidateQueries({ queryKey: ['audit', 'views'] });
  const views = useQuery({ queryKey: ['audit', 'views'], queryFn: () => client.views(), ...KEPT });
  const save = useMutation({
    mutationFn: (view: { name: string; filter: AuditFilter }) => client.saveView(view),
    onSuccess: again,
  });
  const remove = useMutation({ mutationFn: (id: string) => client.removeView({ id }), onSuccess: again });
  return { views, save, remove };
}

/** Reads counts and rows anew, for what arrived since. */
export function useReadAgain(): () => void {
  const queries = useQueryClient();
  return () => {
    for (const part of ['overview', 'list']) void queries.invalidateQueries({ queryKey: ['audit', part] });
  };
}
