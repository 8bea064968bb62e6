/**
 * The rows of a result, fetched by pages as one scrolls. Renderer. Holds the pages around what is seen, not the result.
 */
import { useQueries } from '@tanstack/react-query';
import { useCallback, useMemo } from 'react';
import type { FindAnswer, FindMatch } from '../../../contract/workstation.ts';
import { useClient } from '../../connection/index.ts';
import { PAGE_SIZE } from './use-find.ts';

export type Order = 'likelihood' | 'time' | 'camera';
export type RanAnswer = Extract<FindAnswer, { outcome: 'ran' }>;

export interface ResultRows {
  rowAt(index: number): FindMatch | null;
  readonly error: unknown;
  retry(): void;
}

interface View {
  readonly order: Order;
  readonly includeFolded: boolean;
  readonly firstIndex: number;
  readonly lastIndex: number;
}

/** Pages that hold the rows from one index to another, counted from 0. Pure. */
export function pagesOf(firstIndex: number, lastIndex: number, count: number): number[] {
  if (count === 0) return [];
  const last = Math.min(Math.max(lastIndex, firstIndex), count - 1);
  const first = Math.min(Math.max(0, firstIndex), last);
  const pages: number[] = [];
  for (let page = Math.floor(first / PAGE_SIZE); page <= Math.floor(last / PAGE_SIZE); page++) pages.push(page);
  return pages;
}

/** Rows of the list: all that matched, or all but the folded. */
export function rowCount(answer: RanAnswer, includeFolded: boolean): number {
  const { total, folded } = answer.summary;
  return includeFolded ? total : total - folded;
}

export function useResultRows(answer: RanAnswer, view: View): ResultRows {
  const client = useClient();
  const { resultId } = answer.summary;
  const { order, includeFolded } = view;
  const count = rowCount(answer, includeFolded);
  const pages = useMemo(
    () => pagesOf(view.firstIndex, view.lastIndex, count),
    [view.firstIndex, view.lastIndex, count],
  );
  const firstPage = useMemo(() => firstPageOf(answer, includeFolded), [answer, includeFolded]);
  const results = useQueries({
    queries: pages.map((page) => ({
      queryKey: ['find-page', resultId, order, includeFolded, page],
      queryFn: async (): Promise<FindMatch[]> => {
        const asked = { resultId, offset: page * PAGE_SIZE, limit: PAGE_SIZE, order, includeFolded };
        return (await client.find.page(asked)).matches;
      },
      staleTime: Number.POSITIVE_INFINITY,
      gcTime: 60_000,
      ...(page === 0 && order === 'likelihood' && firstPage !== null ? { initialData: firstPage } : {}),
    })),
  });
  const byPage = new Map(pages.map((page, at) => [page, results[at]?.data]));
  const failed = results.find((result) => result.error !== null);
  const rowAt = (index: number): FindMatch | null =>
    byPage.get(Math.floor(index / PAGE_SIZE))?.[index % PAGE_SIZE] ?? null;
  const retry = useCallback(() => void failed?.refetch(), [failed]);
  return { rowAt, error: failed?.error ?? null, retry };
}

/** The answer brings its first page along; it serves where it holds just what that page of the view would. */
function firstPageOf(answer: RanAnswer, includeFolded: boolean): FindMatch[] | null {
  const { matches, summary } = answer;
  if (includeFolded) return matches;
  if (matches.length === summary.total) return matches.filter((match) => !match.folded).slice(0, PAGE_SIZE);
  return matches.some((match) => match.folded) ? null : matches;
}
