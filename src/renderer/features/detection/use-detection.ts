/**
 * One record, its image, and what people said of it. Renderer. Looking is logged, so a record is asked for once and then
 * kept up to date here.
 */
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useCallback, useEffect, useMemo } from 'react';
import type { Confirmation, Exhibit } from '../../../core/model/domain.ts';
import { useClient, type WorkstationClient } from '../../connection/index.ts';

type ViewAnswer = Awaited<ReturnType<WorkstationClient['detections']['view']>>;
export type DetectionRecord = Extract<ViewAnswer, { outcome: 'ran' }>;
export type ConfirmInput = Parameters<WorkstationClient['detections']['confirm']>[0];

interface Asked {
  readonly caseId: string;
  readonly detectionId: string;
  readonly plate: string;
  readonly authorityId: string | null;
}

const keyOf = (asked: Asked): readonly string[] => ['detection', asked.caseId, asked.detectionId, asked.plate];

export function useDetection(asked: Asked) {
  const client = useClient();
  return useQuery({
    queryKey: keyOf(asked),
    queryFn: () => client.detections.view({ ...asked }),
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 10 * 60_000,
  });
}

/** The picture as an address of this page; null while there is none. */
export function useImage(caseId: string, detectionId: string, held: boolean) {
  const client = useClient();
  const query = useQuery({
    queryKey: ['image', caseId, detectionId],
    queryFn: () => client.detections.image({ caseId, detectionId }),
    enabled: held,
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 60_000,
  });
  const { data } = query;
  // The type is the server's word: only a picture may be shown as one.
  const url = useMemo(
    () => (data?.mime.startsWith('image/') ? URL.createObjectURL(new Blob([data.file], { type: data.mime })) : null),
    [data],
  );
  useEffect(() => () => void (url !== null && URL.revokeObjectURL(url)), [url]);
  return { url, error: query.error, loading: held && query.isPending, retry: () => void query.refetch() };
}

export function useJudge(asked: Asked, onState: (state: Confirmation['outcome']) => void) {
  const client = useClient();
  const change = useRecordChange(asked);
  return useMutation({
    mutationFn: (input: ConfirmInput) => client.detections.confirm(input),
    onSuccess: (answer) => {
      if (answer.outcome !== 'recorded') return;
      const { confirmation } = answer;
      change((record) => ({
        ...record,
        state: confirmation.outcome,
        confirmations: [...record.confirmations, confirmation],
      }));
      onState(confirmation.outcome);
    },
  });
}

export function useAddExhibit(asked: Asked) {
  const client = useClient();
  const queries = useQueryClient();
  const change = useRecordChange(asked);
  return useMutation({
    mutationFn: (note: string) => client.exhibits.add({ caseId: asked.caseId, detectionId: asked.detectionId, note }),
    onSuccess: (answer) => {
      if (answer.outcome !== 'added') return;
      const added: Exhibit = answer.exhibit;
      change((record) => ({ ...record, exhibits: [...record.exhibits, added] }));
      void queries.invalidateQueries({ queryKey: ['exhibits'] });
      void queries.invalidateQueries({ queryKey: ['pack-checks'] });
    },
  });
}

function useRecordChange(asked: Asked) {
  const queries = useQueryClient();
  const key = keyOf(asked);
  return useCallback(
    (change: (record: DetectionRecord) => DetectionRecord) => {
      queries.setQueryData<ViewAnswer>(key, (before) => (before?.outcome === 'ran' ? change(before) : before));
      void queries.invalidateQueries({ queryKey: ['log'] });
    },
    [queries, key],
  );
}
