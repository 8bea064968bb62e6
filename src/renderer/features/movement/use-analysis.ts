/**
 * One analysis from the question to its answer. Renderer. It runs when asked to and never by itself: each run is logged.
 * A newer run ends the older one; what was asked is kept beside the answer, for the form may have changed since.
 */
import { useQueryClient } from '@tanstack/react-query';
import { useCallback, useRef, useState } from 'react';
import type { Decision } from '../../../core/authority/decision.ts';
import type { AuthorityRecord } from '../../../core/model/domain.ts';

interface RanBase {
  readonly outcome: 'ran';
}
interface Refused {
  readonly outcome: 'refused';
  readonly decision: Decision;
  readonly logSeq: number;
}

export type AnalysisState<Q, R extends RanBase> =
  | { readonly phase: 'idle' | 'cancelled' }
  | { readonly phase: 'running'; readonly asked: Q }
  | { readonly phase: 'failed'; readonly error: unknown }
  | { readonly phase: 'refused'; readonly asked: Q; readonly answer: Refused }
  | { readonly phase: 'ran'; readonly asked: Q; readonly answer: R; readonly under: AuthorityRecord | null };

export interface Analysis<Q, R extends RanBase> {
  readonly state: AnalysisState<Q, R>;
  run(question: Q, authority: () => Promise<AuthorityRecord | null>): Promise<void>;
  cancel(): void;
}

export function useAnalysis<Q, R extends RanBase>(
  ask: (question: Q, authorityId: string | null, signal: AbortSignal) => Promise<R | Refused>,
): Analysis<Q, R> {
  const queries = useQueryClient();
  const [state, setState] = useState<AnalysisState<Q, R>>({ phase: 'idle' });
  const running = useRef<AbortController | null>(null);
  const run = useCallback(
    async (question: Q, authority: () => Promise<AuthorityRecord | null>) => {
      running.current?.abort();
      const abort = new AbortController();
      running.current = abort;
      setState({ phase: 'running', asked: question });
      try {
        const under = await authority();
        const answer = await ask(question, under?.id ?? null, abort.signal);
        if (running.current !== abort) return;
        if (abort.signal.aborted) setState({ phase: 'cancelled' });
        else if (answer.outcome === 'ran') setState({ phase: 'ran', asked: question, answer, under });
        else setState({ phase: 'refused', asked: question, answer });
      } catch (error) {
        if (running.current === abort)
          setState(abort.signal.aborted ? { phase: 'cancelled' } : { phase: 'failed', error });
      }
      void queries.invalidateQueries({ queryKey: ['cases'] });
    },
    [ask, queries],
  );
  const cancel = useCallback(() => running.current?.abort(), []);
  return { state, run, cancel };
}
