/**
 * What packs are signed and stamped with, as it is and as it is changed. Renderer. A passphrase is in no cache: the import
 * is a plain call, because a mutation keeps what it was called with.
 */
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import type { PackSigners } from '../../../contract/pack-signers.ts';
import { useClient } from '../../connection/index.ts';

/** The pack desk reads under the same key, and so sees a change at once. */
const SIGNERS = ['pack-signers'];

export function useSignerSettings() {
  const client = useClient();
  const queries = useQueryClient();
  const onSuccess = (signers: PackSigners): void => void queries.setQueryData(SIGNERS, signers);
  return {
    signers: useQuery<PackSigners>({ queryKey: SIGNERS, queryFn: () => client.packs.signers.list(), staleTime: 0 }),
    setTimeStamp: useMutation({
      mutationFn: (asked: { url: string; roots: Blob; note: string }) => client.packs.signers.setTimeStamp(asked),
      onSuccess,
    }),
    remove: useMutation({
      mutationFn: (asked: { what: 'agency' | 'time-stamp'; note: string }) => client.packs.signers.remove(asked),
      onSuccess,
    }),
  };
}

export function useSignerImport() {
  const client = useClient();
  const queries = useQueryClient();
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const shown = useRef(true);
  useEffect(() => {
    shown.current = true;
    return () => {
      shown.current = false;
    };
  }, []);
  /** Whether it was imported. */
  const run = async (asked: { file: Blob; passphrase: string; note: string }): Promise<boolean> => {
    setBusy(true);
    setError(null);
    try {
      queries.setQueryData(SIGNERS, await client.packs.signers.import(asked));
      return true;
    } catch (cause) {
      if (shown.current) setError(cause);
      return false;
    } finally {
      if (shown.current) setBusy(false);
    }
  };
  return { busy, error, run };
}
