/**
 * The pages of the draft: drawn by the services, opened here. Renderer. Each drawing is logged, so that it is drawn by
 * itself only where a choice has come to rest; a drawing that takes long is asked for by hand.
 */
import { useCallback, useEffect, useRef, useState } from 'react';
import type { PackDraft } from '../../../contract/workstation.ts';
import { useClient, type WorkstationClient } from '../../connection/index.ts';
import type { PDFDocumentProxy } from './pdf-lib.ts';

type PreviewEvents = Awaited<ReturnType<WorkstationClient['packs']['preview']>>;
type PreviewEvent = PreviewEvents extends AsyncIterable<infer Event> ? Event : never;
export type PreviewFacts = Omit<Extract<PreviewEvent, { type: 'done' }>, 'type'>;

export interface Preview {
  /** The newest pages; they stay while others are drawn. */
  readonly shown: { readonly pdf: PDFDocumentProxy; readonly facts: PreviewFacts; readonly drawn: string } | null;
  readonly drawing: { readonly step: string; readonly done: number; readonly total: number } | null;
  readonly stopped: boolean;
  readonly error: unknown;
  /** The pages are of an older choice and are not drawn again by themselves. */
  readonly stale: boolean;
  draw(): void;
  stop(): void;
}

/** A choice that has rested this long is drawn. */
const REST_MS = 900;
/** What took longer is drawn by hand alone. */
const SOON_MS = 10_000;

/** @param wanted names the choice to be drawn; null: there is nothing to draw */
export function usePreview(caseId: string, draft: PackDraft, wanted: string | null, active: boolean): Preview {
  const client = useClient();
  const [shown, setShown] = useState<Preview['shown']>(null);
  const [drawing, setDrawing] = useState<Preview['drawing']>(null);
  const [stopped, setStopped] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const running = useRef<AbortController | null>(null);
  const tried = useRef<string | null>(null);
  const tookMs = useRef(0);
  const latest = useRef({ draft, wanted });
  useEffect(() => {
    latest.current = { draft, wanted };
  });

  const draw = useCallback(async (): Promise<void> => {
    running.current?.abort();
    const abort = new AbortController();
    running.current = abort;
    const { draft: asked, wanted: drawn } = latest.current;
    if (drawn === null) return;
    tried.current = drawn;
    const startedMs = performance.now();
    setError(null);
    setStopped(false);
    setDrawing({ step: 'Starting', done: 0, total: 1 });
    try {
      let facts: PreviewFacts | null = null;
      for await (const event of await client.packs.preview({ caseId, draft: asked }, { signal: abort.signal })) {
        if (event.type === 'progress') setDrawing({ step: event.step, done: event.done, total: event.total });
        else facts = event;
      }
      if (facts === null) throw new Error('The preview ended without pages.');
      const { file } = await client.packs.previewFile({ previewId: facts.previewId });
      const { openPdf } = await import('./pdf-lib.ts');
      const pdf = await openPdf(file);
      if (abort.signal.aborted) return void pdf.loadingTask.destroy();
      tookMs.current = performance.now() - startedMs;
      const found = { pdf, facts, drawn };
      setShown((last) => {
        void last?.pdf.loadingTask.destroy();
        return found;
      });
    } catch (cause) {
      if (abort.signal.aborted) return;
      setError(cause);
    } finally {
      // One that was overtaken by another says nothing about that one.
      if (running.current === abort) setDrawing(null);
    }
  }, [caseId, client]);

  const stop = useCallback((): void => {
    running.current?.abort();
    running.current = null;
    setDrawing(null);
    setStopped(true);
  }, []);

  const drawNow = useCallback((): void => void draw(), [draw]);
  const byHand = tookMs.current > SOON_MS;
  useEffect(() => {
    if (!active || wanted === null || wanted === tried.current || byHand) return;
    const timer = setTimeout(() => void draw(), REST_MS);
    return () => clearTimeout(timer);
  }, [active, wanted, byHand, draw]);
  useEffect(() => () => running.current?.abort(), []);

  return {
    shown: wanted === null ? null : shown,
    drawing,
    stopped,
    error,
    stale: shown !== null && wanted !== null && shown.drawn !== wanted && drawing === null,
    draw: drawNow,
    stop,
  };
}
