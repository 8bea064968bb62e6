/** The draft of the next pack: read, edited with undo and redo, and saved by itself. Renderer. */
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import type { PackDraft } from '../../../contract/workstation.ts';
import { useClient, type WorkstationClient } from '../../connection/index.ts';
import { type DraftHistory, edited, rebased, redone, startHistory, undone } from './draft-history.ts';

export type PackDesk = Awaited<ReturnType<WorkstationClient['packs']['draft']>>;

/** Saved this long after the last change. */
const SAVE_AFTER_MS = 400;

/** Asked again whenever the screen comes to the front: exhibits may have come or gone. */
export function usePackDesk(caseId: string, active: boolean) {
  const client = useClient();
  return useQuery({
    queryKey: ['pack-desk', caseId],
    queryFn: () => client.packs.draft({ caseId }),
    enabled: active,
    staleTime: 0,
    // An answer from before must never be edited on: what was saved since would be written over.
    gcTime: 0,
  });
}

export interface DraftEditor {
  readonly draft: PackDraft;
  /** @param field the text field it was typed into; not given: a choice */
  edit(change: Partial<PackDraft>, field?: keyof PackDraft): void;
  undo(): void;
  redo(): void;
  readonly canUndo: boolean;
  readonly canRedo: boolean;
  readonly saving: 'saved' | 'waiting' | 'failed';
}

export function useDraft(caseId: string, desk: PackDesk): DraftEditor {
  const client = useClient();
  const queries = useQueryClient();
  const [history, setHistory] = useState<DraftHistory>(() => startHistory(desk.draft));
  const [saving, setSaving] = useState<DraftEditor['saving']>('saved');
  const unsaved = useRef<PackDraft | null>(null);
  const ids = desk.exhibits.map(({ exhibitId }) => exhibitId).join('\n');
  const [heldIds, setHeldIds] = useState(ids);
  if (ids !== heldIds) {
    setHeldIds(ids);
    setHistory((last) => rebased(last, ids === '' ? [] : ids.split('\n')));
  }

  const save = useCallback(async (): Promise<void> => {
    const draft = unsaved.current;
    if (draft === null) return;
    unsaved.current = null;
    try {
      await client.packs.saveDraft({ caseId, draft });
      if (unsaved.current === null) setSaving('saved');
    } catch {
      // What is on the screen stays; the next change tries again, and so does the export.
      setSaving('failed');
    }
  }, [caseId, client]);

  const { now } = history;
  const first = useRef(now);
  useEffect(() => {
    if (first.current === now) return;
    unsaved.current = now;
    setSaving('waiting');
    const timer = setTimeout(() => void save(), SAVE_AFTER_MS);
    return () => clearTimeout(timer);
  }, [now, save]);
  useEffect(
    () => () => {
      void save();
      void queries.invalidateQueries({ queryKey: ['pack-desk', caseId] });
    },
    [save, queries, caseId],
  );

  return useMemo(
    () => ({
      draft: now,
      edit: (change, field) =>
        setHistory((last) => edited(last, { ...last.now, ...change }, field ?? null, performance.now())),
      undo: () => setHistory(undone),
      redo: () => setHistory(redone),
      canUndo: history.past.length > 0,
      canRedo: history.future.length > 0,
      saving,
    }),
    [now, history, saving],
  );
}
