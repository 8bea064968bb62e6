/** Checks, building with progress, history, verifying again and downloading of evidence packs. Renderer. */
import { keepPreviousData, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useCallback, useRef, useState } from 'react';
import type { PackRecord, PackVerdictView } from '../../../contract/workstation.ts';
import type { Decision } from '../../../core/authority/decision.ts';
import { useClient } from '../../connection/index.ts';
import { useSync } from '../sync/index.ts';

export type BuildState =
  | { readonly phase: 'idle' }
  | {
      readonly phase: 'building';
      readonly step: string;
      readonly done: number;
      readonly total: number;
      readonly startedMs: number;
    }
  | { readonly phase: 'cancelled' }
  | { readonly phase: 'failed'; readonly error: unknown }
  | { readonly phase: 'refused'; readonly decision: Decision }
  | { readonly phase: 'done'; readonly pack: PackRecord; readonly verdict: PackVerdictView };

export interface PackForm {
  readonly title: string;
  readonly reason: string;
  readonly recipients: string;
}

export function usePackChecks(caseId: string) {
  const client = useClient();
  // What sync hands over or brings changes what the checks say.
  const waiting = useSync().data?.waiting;
  return useQuery({
    queryKey: ['pack-checks', caseId, waiting?.logEntries, waiting?.images],
    queryFn: () => client.packs.checks({ caseId }),
    placeholderData: keepPreviousData,
    staleTime: 0,
  });
}

export function usePacks(caseId: string) {
  const client = useClient();
  return useQuery({ queryKey: ['packs', caseId], queryFn: () => client.packs.list({ caseId }) });
}

export function useBuild(caseId: string) {
  const client = useClient();
  const queries = useQueryClient();
  const [state, setState] = useState<BuildState>({ phase: 'idle' });
  const running = useRef<AbortController | null>(null);
  const build = useCallback(
    async (form: PackForm) => {
      const abort = new AbortController();
      running.current = abort;
      const startedMs = Date.now();
      setState({ phase: 'building', step: 'Starting', done: 0, total: 1, startedMs });
      try {
        for await (const event of await client.packs.build({ caseId, draft: form }, { signal: abort.signal })) {
          if (event.type === 'progress') {
            setState({ phase: 'building', step: event.step, done: event.done, total: event.total, startedMs });
          } else if (event.type === 'refused') setState({ phase: 'refused', decision: event.decision });
          else setState({ phase: 'done', pack: event.pack, verdict: event.verdict });
        }
        // A stream that ends without a result is a build that did not happen.
        setState((last) =>
          last.phase === 'building'
            ? abort.signal.aborted
              ? { phase: 'cancelled' }
              : { phase: 'failed', error: null }
            : last,
        );
      } catch (error) {
        setState(abort.signal.aborted ? { phase: 'cancelled' } : { phase: 'failed', error });
      }
      for (const key of ['packs', 'pack-checks', 'cases']) void queries.invalidateQueries({ queryKey: [key] });
    },
    [caseId, client, queries],
  );
  const cancel = useCallback(() => running.current?.abort(), []);
  return { state, build, cancel };
}

export function useVerify() {
  const client = useClient();
  return useMutation({
    mutationFn: async (packId: string) => {
      const startedMs = performance.now();
      const verdict = await client.packs.verify({ packId });
      return { packId, verdict, tookMs: performance.now() - startedMs, atMs: Date.now() };
    },
  });
}

export function useDownload() {
  const client = useClient();
  return useMutation({
    mutationFn: async (packId: string) => {
      const { fileName, file } = await client.packs.download({ packId });
      const url = URL.createObjectURL(new Blob([file], { type: 'application/pdf' }));
      const anchor = document.createElement('a');
      anchor.href = url;
      anchor.download = fileName;
      anchor.click();
      // The browser reads the file after the click has returned.
      setTimeout(() => URL.revokeObjectURL(url), 60_000);
    },
  });
}
