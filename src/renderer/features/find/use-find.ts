/**
 * One query, from the plate box to its answer. Renderer. It runs when asked to and never while typing: each run is
 * logged. A refused query is kept and runs again once what was missing is there.
 */
import { useQueryClient } from '@tanstack/react-query';
import { useCallback, useRef, useState } from 'react';
import type { FindAnswer, FindMatch } from '../../../contract/workstation.ts';
import type { Area, ReadState } from '../../../core/model/domain.ts';
import { parsePlateQuery } from '../../../core/plate/plate-query.ts';
import { useClient } from '../../connection/index.ts';
import { DEFAULT_LIMIT_MS, requestWindow, resolveWindow, type WindowChoice } from '../question/index.ts';
import type { Direction } from './find-words.ts';

export const PAGE_SIZE = 200;

export type FindState =
  | { readonly phase: 'idle' }
  | { readonly phase: 'running' }
  | { readonly phase: 'failed'; readonly error: unknown }
  | { readonly phase: 'cancelled' }
  | { readonly phase: 'answered'; readonly answer: FindAnswer; readonly query: string };

export interface FindDraft {
  readonly text: string;
  readonly window: WindowChoice;
  readonly area: Area | null;
  readonly direction: Direction;
  /** As held; null: any. */
  readonly make: string | null;
  readonly colour: string | null;
}

export interface Find {
  readonly draft: FindDraft;
  readonly state: FindState;
  /** What is wrong with the plate as typed, once a run was tried. */
  readonly textProblem: string | null;
  setDraft(change: Partial<FindDraft>): void;
  run(authorityId: string | null): Promise<void>;
  cancel(): void;
  /** A read was judged: every list that shows it says so. */
  markRead(detectionId: string, state: ReadState): void;
}

export function useFind(caseId: string, limitMs: number): Find {
  const client = useClient();
  const queries = useQueryClient();
  const [draft, setWhole] = useState<FindDraft>({
    text: '',
    window: { kind: 'last', spanMs: DEFAULT_LIMIT_MS },
    area: null,
    direction: 'camera',
    make: null,
    colour: null,
  });
  const [state, setState] = useState<FindState>({ phase: 'idle' });
  const [textProblem, setTextProblem] = useState<string | null>(null);
  const running = useRef<AbortController | null>(null);

  const setDraft = useCallback((change: Partial<FindDraft>) => {
    setWhole((before) => ({ ...before, ...change }));
    setTextProblem(null);
  }, []);

  const run = useCallback(
    async (authorityId: string | null) => {
      const parsed = parsePlateQuery(draft.text);
      if (!parsed.ok) return setTextProblem(parsed.message);
      const nowMs = Date.now();
      if (resolveWindow(draft.window, limitMs, nowMs).problem !== null) return;
      running.current?.abort();
      const abort = new AbortController();
      running.current = abort;
      setState({ phase: 'running' });
      try {
        const answer = await client.find.run(
          {
            caseId,
            authorityId,
            query: draft.text.trim(),
            ...requestWindow(draft.window, limitMs, nowMs),
            area: draft.area,
            cameraIds: null,
            direction: draft.direction,
            make: draft.make,
            colour: draft.colour,
            // A newer run of this box ends the older one there too.
            box: 'find',
            pageSize: PAGE_SIZE,
          },
          { signal: abort.signal },
        );
        if (running.current !== abort) return;
        setState({ phase: 'answered', answer, query: draft.text.trim() });
        void queries.invalidateQueries({ queryKey: ['cases'] });
      } catch (error) {
        if (running.current === abort)
          setState(abort.signal.aborted ? { phase: 'cancelled' } : { phase: 'failed', error });
      }
    },
    [caseId, client, draft, limitMs, queries],
  );

  const cancel = useCallback(() => running.current?.abort(), []);

  const markRead = useCallback(
    (detectionId: string, readState: ReadState) => {
      const mark = (row: FindMatch): FindMatch =>
        row.detectionId === detectionId ? { ...row, state: readState } : row;
      queries.setQueriesData<FindMatch[]>({ queryKey: ['find-page'] }, (rows) => rows?.map(mark));
      // The answer's own first page serves again when the list is folded or sorted anew.
      setState((last) =>
        last.phase === 'answered' && last.answer.outcome === 'ran'
          ? { ...last, answer: { ...last.answer, matches: last.answer.matches.map(mark) } }
          : last,
      );
      void queries.invalidateQueries({ queryKey: ['find-points'] });
    },
    [queries],
  );

  return { draft, state, textProblem, setDraft, run, cancel, markRead };
}
