/** Checks, building with progress, history, verifying again and downloading of evidence packs. Renderer. */
import { keepPreviousData, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useCallback, useEffect, useRef, useState } from 'react';
import type { PackDraft, PackRecord, PackVerdictView } from '../../../contract/workstation.ts';
import type { Decision } from '../../../core/authority/decision.ts';
import { useClient, type WorkstationClient } from '../../connection/index.ts';
import { useSync } from '../sync/index.ts';

export type PackChecks = Awaited<ReturnType<WorkstationClient['packs']['checks']>>;
export type PackCheck = PackChecks['checks'][number];

export type PackSigners = Awaited<ReturnType<WorkstationClient['packs']['signers']['list']>>;

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

/** A choice is checked once it has rested this long. */
const REST_MS = 250;

export function usePackChecks(caseId: string, draft: PackDraft, active: boolean) {
  const client = useClient();
  // What sync hands over or brings changes what the checks say.
  const waiting = useSync().data?.waiting;
  const [asked, setAsked] = useState(draft);
  useEffect(() => {
    const timer = setTimeout(() => setAsked(draft), REST_MS);
    return () => clearTimeout(timer);
  }, [draft]);
  return useQuery({
    queryKey: ['pack-checks', caseId, waiting?.logEntries, waiting?.images, asked],
    queryFn: () => client.packs.checks({ caseId, draft: asked }),
    placeholderData: keepPreviousData,
    enabled: active,
    staleTime: 0,
    gcTime: 60_000,
  });
}

/** What packs may be signed and stamped with besides the workstation's own certificate; set up in the settings. */
export function useSigners() {
  const client = useClient();
  return useQuery({ queryKey: ['pack-signers'], queryFn: () => client.packs.signers.list(), staleTime: 0 });
}

export function useSharingRule(enabled: boolean) {
  const client = useClient();
  return useQuery({ queryKey: ['sharing-rule'], queryFn: () => client.authority.sharingRule(), enabled });
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
    async (draft: PackDraft) => {
      const abort = new AbortController();
      running.current = abort;
      const startedMs = Date.now();
      setState({ phase: 'building', step: 'Starting', done: 0, total: 1, startedMs });
      try {
        for await (const event of await client.packs.build({ caseId, draft }, { signal: abort.signal })) {
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
      for (const key of ['packs', 'pack-checks', 'pack-desk', 'cases'])
        void queries.invalidateQueries({ queryKey: [key] });
    },
    [caseId, client, queries],
  );
  const cancel = useCallback(() => running.current?.abort(), []);
  const forget = useCallback(() => setState({ phase: 'idle' }), []);
  return { state, build, cancel, forget };
}

export function useSetTryAside(caseId: string) {
  const client = useClient();
  const queries = useQueryClient();
  return useMutation({
    mutationFn: () => client.packs.setTryAside({ caseId }),
    onSuccess: () => queries.invalidateQueries({ queryKey: ['pack-desk', caseId] }),
  });
}

export function useNotePreservation(caseId: string) {
  const client = useClient();
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (asked: { exhibitId: string; note: string }) => client.packs.notePreservation({ caseId, ...asked }),
    onSuccess: () => queries.invalidateQueries({ queryKey: ['pack-checks'] }),
  });
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
    mutationFn: async (asked: { packId: string; form: 'pdf' | 'bag' }) => {
      const { fileName, file } = await client.packs.download(asked);
      const url = URL.createObjectURL(new Blob([file], { type: file.type }));
      const anchor = document.createElement('a');
      anchor.href = url;
      anchor.download = fileName;
      anchor.click();
      // The browser reads the file after the click has returned.
      setTimeout(() => URL.revokeObjectURL(url), 60_000);
    },
  });
}
