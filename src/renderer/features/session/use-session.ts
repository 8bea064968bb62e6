/** The session as the services see it, and the ways to change it. Renderer. */
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useCallback } from 'react';
import type { SessionState } from '../../../contract/workstation.ts';
import { useClient } from '../../connection/index.ts';

const KEY = ['session'];

export function useSession() {
  const client = useClient();
  return useQuery({ queryKey: KEY, queryFn: () => client.session.state(), staleTime: Number.POSITIVE_INFINITY });
}

export function useEnrol() {
  const client = useClient();
  const settle = useSettle();
  return useMutation({
    mutationFn: (input: { serverUrl: string; code: string; deviceName: string }) => client.session.enrol(input),
    onSuccess: settle,
  });
}

export function useSignIn() {
  const client = useClient();
  const settle = useSettle();
  return useMutation({
    mutationFn: (input: { username: string; passphrase: string }) => client.session.signIn(input),
    onSuccess: settle,
  });
}

export function useLock() {
  const client = useClient();
  const settle = useSettle();
  return useMutation({ mutationFn: () => client.session.lock(), onSuccess: settle });
}

/** What a locked workstation showed must not stay in the memory of the page. */
function useSettle() {
  const queries = useQueryClient();
  return useCallback(
    (state: SessionState) => {
      queries.removeQueries({ predicate: (query) => query.queryKey[0] !== KEY[0] });
      queries.setQueryData(KEY, state);
    },
    [queries],
  );
}
