/** The three panes of the pack desk over one draft: choices or history, pages or a pack made, checks and export. Renderer. */
import { useEffect, useMemo, useState } from 'react';
import { type Command, type KeyName, useCommands, useKeys } from '../../desk/index.ts';
import { BuildPane } from './BuildPane.tsx';
import { ChecksPane } from './ChecksPane.tsx';
import { MiddlePane } from './MiddlePane.tsx';
import { type PackDesk, useDraft } from './use-pack-desk.ts';
import { useBuild, usePackChecks, usePacks } from './use-packs.ts';
import { usePreview } from './use-preview.ts';

interface PackBuilderProps {
  readonly caseId: string;
  readonly desk: PackDesk;
  readonly active: boolean;
}

export function PackBuilder({ caseId, desk, active }: PackBuilderProps) {
  const editor = useDraft(caseId, desk);
  const { draft } = editor;
  const checks = usePackChecks(caseId, draft, active);
  const packs = usePacks(caseId);
  const building = useBuild(caseId);
  const { state } = building;
  // What is typed is drawn once the field is left: a page a letter would fill the log.
  const [typed, setTyped] = useState({ title: draft.title, recipients: draft.recipients, reason: draft.reason });
  const settleText = (): void => setTyped({ title: draft.title, recipients: draft.recipients, reason: draft.reason });
  const held = desk.exhibits.length > 0 && draft.exhibits.some(({ included }) => included);
  const { sections, exhibits, profile, withhold } = draft;
  const wanted = useMemo(
    () => (held ? JSON.stringify({ sections, exhibits, profile, withhold, typed }) : null),
    [held, sections, exhibits, profile, withhold, typed],
  );
  const preview = usePreview(caseId, draft, wanted, active && state.phase !== 'building');
  const [tab, setTab] = useState<'build' | 'history'>('build');
  const [packId, setPackId] = useState<string | null>(null);
  const [page, setPage] = useState(1);
  const [section, setSection] = useState<string | null>(null);

  const pages = preview.shown?.facts.pages ?? 0;
  const shownPage = Math.max(1, Math.min(page, pages));
  const done = state.phase === 'done' ? state.pack.id : null;
  useEffect(() => {
    if (done !== null) setPackId(done);
  }, [done]);
  const shownPack =
    packs.data?.find(({ id }) => id === packId) ??
    (state.phase === 'done' && state.pack.id === packId ? state.pack : null);

  const leafing = active && shownPack === null && pages > 0;
  useKeys(
    {
      packUndo: editor.undo,
      packRedo: editor.redo,
      packDraw: preview.draw,
      ...(leafing && {
        nextPage: () => setPage(Math.min(pages, shownPage + 1)),
        pageBefore: () => setPage(Math.max(1, shownPage - 1)),
        firstPage: () => setPage(1),
        lastPage: () => setPage(pages),
      }),
    } satisfies Partial<Record<KeyName, () => void>>,
    active,
  );
  const { draw } = preview;
  useCommands(
    useMemo<Command[]>(
      () =>
        active
          ? [{ id: 'pack-draw', title: 'Draw the pages of the pack again', group: 'Do', key: 'packDraw', run: draw }]
          : [],
      [active, draw],
    ),
  );

  const goToSection = (id: string): void => {
    setSection(id);
    setPackId(null);
    const at = preview.shown?.facts.sections.find((known) => known.id === id);
    if (at !== undefined) setPage(at.fromPage);
  };
  const start = (): void => {
    settleText();
    void building.build(draft);
  };
  return (
    <div className="wm-packs" data-testid="packs-screen">
      <BuildPane
        caseId={caseId}
        desk={desk}
        editor={editor}
        checks={checks.data}
        pages={preview.shown?.facts.sections ?? []}
        building={state.phase === 'building'}
        tab={tab}
        onTab={(next) => {
          setTab(next);
          if (next === 'build') setPackId(null);
        }}
        packs={packs}
        packId={packId}
        onPack={setPackId}
        section={section}
        onSection={goToSection}
        onTyped={settleText}
        onGoOn={start}
      />
      <MiddlePane
        caseId={caseId}
        editor={editor}
        pack={shownPack}
        verdict={state.phase === 'done' && state.pack.id === packId ? state.verdict : null}
        preview={preview}
        page={shownPage}
        onPage={setPage}
        onClosePack={() => {
          setPackId(null);
          setTab('build');
          building.forget();
        }}
        empty={desk.exhibits.length === 0}
      />
      <ChecksPane
        caseId={caseId}
        checks={checks}
        editor={editor}
        state={state}
        drawing={preview.drawing !== null}
        onTyped={settleText}
        onExport={start}
        onCancel={building.cancel}
        onDryRun={() => {
          settleText();
          void checks.refetch();
          setPackId(null);
          preview.draw();
        }}
        onExhibit={(exhibitId) => {
          setTab('build');
          setSection('exhibits');
          requestAnimationFrame(() => document.getElementById(`pack-exhibit-${exhibitId}`)?.focus());
        }}
      />
    </div>
  );
}
