/**
 * The search over all pairs: it belongs to the case, not to the screen, so that it goes on while other screens are used.
 * Progress and Cancel are in the status bar too. Renderer. Started by a person, never by itself: each run is logged.
 */
import { useQueryClient } from '@tanstack/react-query';
import { createContext, type ReactNode, useCallback, useContext, useEffect, useMemo, useRef, useState } from 'react';
import type { AllConvoysEvent } from '../../../contract/movement-answers.ts';
import type { AuthorityRecord } from '../../../core/model/domain.ts';
import { useClient, type WorkstationClient } from '../../connection/index.ts';
import { useDesk } from '../../desk/index.ts';
import { percentText } from '../../format/number.ts';
import { useAuthority } from '../authority/index.ts';

export type PairsQuestion = Omit<Parameters<WorkstationClient['movement']['allConvoys']>[0], 'caseId' | 'authorityId'>;
export type PairsDone = Extract<AllConvoysEvent, { type: 'done' }>;

export type PairsState =
  | { readonly phase: 'idle' | 'cancelled' }
  | { readonly phase: 'running'; readonly done: number; readonly total: number; readonly startedMs: number }
  | { readonly phase: 'failed'; readonly error: unknown }
  | {
      readonly phase: 'refused';
      readonly asked: PairsQuestion;
      readonly answer: Extract<AllConvoysEvent, { type: 'refused' }>;
    }
  | {
      readonly phase: 'ran';
      readonly asked: PairsQuestion;
      readonly answer: PairsDone;
      readonly under: AuthorityRecord | null;
    };

interface AllPairs {
  readonly state: PairsState;
  start(question: PairsQuestion): Promise<void>;
  cancel(): void;
}

const AllPairsContext = createContext<AllPairs | null>(null);

export function useAllPairs(): AllPairs {
  const value = useContext(AllPairsContext);
  if (value === null) throw new Error('useAllPairs is used outside AllPairsProvider.');
  return value;
}

export function AllPairsProvider({ caseId, children }: { caseId: string; children: ReactNode }) {
  const client = useClient();
  const queries = useQueryClient();
  const { recordToAskUnder } = useAuthority();
  const authority = useRef(recordToAskUnder);
  useEffect(() => {
    authority.current = recordToAskUnder;
  });
  const [state, setState] = useState<PairsState>({ phase: 'idle' });
  const running = useRef<AbortController | null>(null);
  // Another case, or the desk locked: its work ends with it.
  useEffect(() => () => running.current?.abort(), []);
  const start = useCallback(
    async (question: PairsQuestion) => {
      running.current?.abort();
      const abort = new AbortController();
      running.current = abort;
      const show = (next: PairsState): void => {
        if (running.current === abort) setState(next);
      };
      const startedMs = Date.now();
      show({ phase: 'running', done: 0, total: 0, startedMs });
      let ended = false;
      try {
        const under = await authority.current();
        const asked = { caseId, authorityId: under?.id ?? null, ...question };
        for await (const event of await client.movement.allConvoys(asked, { signal: abort.signal })) {
          if (event.type === 'progress') show({ phase: 'running', done: event.done, total: event.total, startedMs });
          else {
            ended = true;
            show(
              event.type === 'done'
                ? { phase: 'ran', asked: question, answer: event, under }
                : { phase: 'refused', asked: question, answer: event },
            );
          }
        }
        // A stream that ends without a result is a search that did not happen.
        if (!ended) show(abort.signal.aborted ? { phase: 'cancelled' } : { phase: 'failed', error: null });
      } catch (error) {
        show(abort.signal.aborted ? { phase: 'cancelled' } : { phase: 'failed', error });
      }
      void queries.invalidateQueries({ queryKey: ['cases'] });
    },
    [caseId, client, queries],
  );
  const cancel = useCallback(() => running.current?.abort(), []);
  const value = useMemo(() => ({ state, start, cancel }), [state, start, cancel]);
  return <AllPairsContext value={value}>{children}</AllPairsContext>;
}

/** The running search in the status bar, from wherever one is. */
export function AllPairsStatus() {
  const pairs = useContext(AllPairsContext);
  const { dispatch } = useDesk();
  if (pairs === null || pairs.state.phase !== 'running') return null;
  const { done, total } = pairs.state;
  return (
    <span className="wm-status-item" data-testid="status-pairs">
      <button type="button" className="wm-status-link" onClick={() => dispatch({ type: 'go', screen: 'movement' })}>
        All pairs <strong>{total === 0 ? 'starting' : percentText(done / total)}</strong>
      </button>{' '}
      <button type="button" className="wm-status-link" onClick={pairs.cancel}>
        Cancel
      </button>
    </span>
  );
}
