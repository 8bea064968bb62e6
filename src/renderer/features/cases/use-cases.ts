/** The cases of this workspace. Renderer. */
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { CaseRecord } from '../../../core/model/domain.ts';
import { useClient } from '../../connection/index.ts';

export type CaseRow = CaseRecord & {
  readonly exhibits: number;
  readonly entries: number;
  readonly lastUsedMs: number | null;
};

const KEY = ['cases'];

export function useCases() {
  const client = useClient();
  return useQuery({ queryKey: KEY, queryFn: () => client.cases.list() });
}

export interface NewCase {
  readonly name: string;
  readonly summary: string;
  readonly fileNumber: string | null;
  readonly charges: string;
}

export function useCreateCase() {
  const client = useClient();
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (input: NewCase) => client.cases.create(input),
    onSuccess: (record) => {
      queries.setQueryData<CaseRow[]>(KEY, (before) => [
        { ...record, exhibits: 0, entries: 1, lastUsedMs: record.createdMs },
        ...(before ?? []),
      ]);
      void queries.invalidateQueries({ queryKey: KEY });
    },
  });
}
