/** The state of sync, pushed by the services; started and paused from here. Renderer. */
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { useClient } from '../../connection/index.ts';

const KEY = ['sync'];

/** Asks once and then listens; a listener that ends is started again after a moment. */
const LISTEN_AGAIN_MS = 2000;

export function useSync() {
  const client = useClient();
  return useQuery({ queryKey: KEY, queryFn: () => client.sync.status(), staleTime: Number.POSITIVE_INFINITY });
}

/** What a round may have brought: approvals, withdrawals, answers of the register, reads of what is tracked. */
const BROUGHT = ['register', 'authority', 'to-approve', 'tracking', 'interests', 'stolen-flags'] as const;

/** Keeps the state of {@link useSync} current. Used once, in the frame. */
export function useSyncListener(): void {
  const client = useClient();
  const queries = useQueryClient();
  useEffect(() => {
    const abort = new AbortController();
    let before: string | null = null;
    const listen = async (): Promise<void> => {
      while (!abort.signal.aborted) {
        try {
          for await (const status of await client.sync.watch(undefined, { signal: abort.signal })) {
            queries.setQueryData(KEY, status);
            const { state } = status;
            if (before === 'running' && state === 'idle')
              for (const key of BROUGHT) void queries.invalidateQueries({ queryKey: [key] });
            before = state;
          }
        } catch {
          // The status asked for by `useSync` shows what is wrong; here it is only tried again.
        }
        await new Promise((resolve) => setTimeout(resolve, LISTEN_AGAIN_MS));
      }
    };
    void listen();
    return () => abort.abort();
  }, [client, queries]);
}

export function useSyncSwitch() {
  const client = useClient();
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (run: boolean) => (run ? client.sync.start() : client.sync.pause()),
    onSuccess: (status) => queries.setQueryData(KEY, status),
  });
}
