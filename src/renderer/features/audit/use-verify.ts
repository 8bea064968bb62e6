/** Verifying the whole log here: progress, stop, verdict. Renderer. It runs once by itself when the log is first seen. */
import { useQueryClient } from '@tanstack/react-query';
import { useCallback, useEffect, useRef, useState } from 'react';
import type { AuditState } from '../../../contract/audit-answers.ts';
import { useClient } from '../../connection/index.ts';
import { STATE_KEY } from './use-audit.ts';

export type VerifyState =
  | { readonly phase: 'idle' | 'stopped' }
  | { readonly phase: 'running'; readonly checked: number; readonly of: number }
  | { readonly phase: 'failed'; readonly error: unknown };

export function useVerifyLog(state: AuditState) {
  const client = useClient().audit;
  const queries = useQueryClient();
  const [progress, setProgress] = useState<VerifyState>({ phase: 'idle' });
  const running = useRef<AbortController | null>(null);
  useEffect(() => () => running.current?.abort(), []);
  const verify = useCallback(async () => {
    if (running.current !== null) return;
    const abort = new AbortController();
    running.current = abort;
    setProgress({ phase: 'running', checked: 0, of: 0 });
    try {
      let found = false;
      for await (const event of await client.verify(undefined, { signal: abort.signal })) {
        if (event.type === 'progress') setProgress({ phase: 'running', checked: event.checked, of: event.of });
        else {
          found = true;
          queries.setQueryData<AuditState>(STATE_KEY, (before) => before && { ...before, verdict: event.verdict });
        }
      }
      // A stream that ends without a verdict is a log that was not verified.
      setProgress(
        found ? { phase: 'idle' } : abort.signal.aborted ? { phase: 'stopped' } : { phase: 'failed', error: null },
      );
    } catch (error) {
      setProgress(abort.signal.aborted ? { phase: 'stopped' } : { phase: 'failed', error });
    } finally {
      running.current = null;
    }
  }, [client, queries]);
  const first = useRef(true);
  useEffect(() => {
    if (!first.current) return;
    first.current = false;
    if (state.verdict === null && state.held > 0) void verify();
  }, [state, verify]);
  const stop = useCallback(() => running.current?.abort(), []);
  return { progress, verify, stop };
}
