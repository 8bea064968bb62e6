/** Find a vehicle: authority first, then plate, window and area; ranked reads beside the map and the inspector. Renderer. */
import './find.css';
import { useQuery } from '@tanstack/react-query';
import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { FOLD_BELOW } from '../../../core/match/likelihood.ts';
import { useClient } from '../../connection/index.ts';
import { type Command, NARROW, useCommands, useDesk, useKeys, useMedia } from '../../desk/index.ts';
import { useAuthority } from '../authority/index.ts';
import { JourneyLegs, useJourney } from '../journey/index.ts';
import { DEFAULT_LIMIT_MS } from '../question/index.ts';
import { SidePane } from '../side/index.ts';
import { DeskMap } from './DeskMap.tsx';
import { FindForm } from './FindForm.tsx';
import { FindPane } from './FindPane.tsx';
import { type FindDraft, useFind } from './use-find.ts';
import { useLessonSteps } from './use-lesson-steps.ts';
import type { Order } from './use-result-rows.ts';

export function FindScreen({ caseId, active }: { caseId: string; active: boolean }) {
  const { desk, dispatch } = useDesk();
  const client = useClient();
  const authority = useAuthority();
  const rules = useQuery({
    queryKey: ['rules'],
    queryFn: () => client.authority.rules(),
    staleTime: Number.POSITIVE_INFINITY,
  });
  const limitMs = rules.data?.windowMs ?? DEFAULT_LIMIT_MS;
  const find = useFind(caseId, limitMs);
  const journey = useJourney(caseId);
  const { clear: clearJourney } = journey;
  const [order, setOrder] = useState<Order>('likelihood');
  const [folded, setFolded] = useState(false);
  const [wanted, setWanted] = useState<number | null>(null);
  const plateBox = useRef<HTMLInputElement>(null);
  const grid = useRef<HTMLDivElement>(null);
  const narrow = useMedia(NARROW);
  const { state } = find;
  const answer = state.phase === 'answered' ? state.answer : null;
  const ran = answer?.outcome === 'ran' ? answer : null;
  const refused = answer?.outcome === 'refused' ? answer : null;
  const lesson = useLessonSteps(caseId, { ran: ran !== null, journeyDrawn: journey.journey !== null });
  const restoreLesson = lesson?.dismissed === true ? lesson.restore : null;

  const points = useQuery({
    queryKey: ['find-points', ran?.summary.resultId],
    queryFn: () => client.find.points({ resultId: ran?.summary.resultId ?? '' }),
    enabled: ran !== null && ran.summary.total > 0,
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 60_000,
  });

  const run = useCallback(
    async (withAuthority: string | null) => {
      setWanted(null);
      setFolded(false);
      dispatch({ type: 'select', selection: null, open: false });
      // The map shows what was asked now, not the journey of what was asked before.
      clearJourney();
      await find.run(withAuthority);
    },
    [dispatch, find, clearJourney],
  );
  const runNow = async (): Promise<void> => run(await authority.idToAskUnder());
  const declareAndRun = async (): Promise<void> => {
    const declared = await authority.declare();
    if (declared === null) return;
    dispatch({ type: 'side', side: 'map' });
    await run(declared.id);
  };
  const onDeclared = (declaredId: string): void => {
    if (refused !== null) void run(declaredId);
    else plateBox.current?.focus();
    dispatch({ type: 'side', side: 'map' });
  };

  // What was run is under the eyes: the keyboard goes to the reads, or to what mends the refusal.
  const ranId = ran?.summary.resultId ?? null;
  useEffect(() => {
    if (ranId !== null) grid.current?.focus({ preventScroll: true });
  }, [ranId]);
  const needsPanel = refused?.decision.reasons.some((reason) => reason.field === 'authority') ?? false;
  useEffect(() => {
    if (needsPanel && !narrow) dispatch({ type: 'side', side: 'authority' });
  }, [needsPanel, narrow, dispatch]);

  // With one column the inspector lies beneath the list: what was opened comes into view.
  const screen = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (narrow && desk.side !== 'map') screen.current?.lastElementChild?.scrollIntoView({ block: 'start' });
  }, [narrow, desk.side]);

  const follow = (): void => {
    if (desk.selection !== null) dispatch({ type: 'follow', plate: desk.selection.plate });
  };
  useKeys(
    {
      plate: () => plateBox.current?.focus(),
      folded: () => setFolded((shown) => !shown),
      ...(state.phase === 'running' && { cancel: find.cancel }),
      ...(desk.selection !== null && { follow }),
      down: () => grid.current?.focus(),
    },
    active,
  );

  const commands = useMemo<Command[]>(
    () =>
      active
        ? [
            {
              id: 'plate-box',
              title: 'Go to the plate box',
              group: 'Do',
              key: 'plate',
              run: () => plateBox.current?.focus(),
            },
            {
              id: 'fold',
              title: `Show or fold reads below ${FOLD_BELOW}`,
              group: 'Do',
              key: 'folded',
              blocked: ran === null ? 'run a query first' : undefined,
              run: () => setFolded((shown) => !shown),
            },
            ...(['likelihood', 'time', 'camera'] as const).map(
              (by): Command => ({
                id: `sort-${by}`,
                title: `Sort reads by ${by}`,
                group: 'Do',
                blocked: ran === null ? 'run a query first' : undefined,
                run: () => setOrder(by),
              }),
            ),
            ...(restoreLesson === null
              ? []
              : [{ id: 'lesson', title: 'Show the training steps', group: 'Do', run: restoreLesson } as const]),
          ]
        : [],
    [active, ran, restoreLesson],
  );
  useCommands(commands);

  const selectOnMap = (detectionId: string): void => {
    const rank = points.data?.detectionIds.indexOf(detectionId) ?? -1;
    const sighting = journey.journey?.sightings.find((item) => item.detectionId === detectionId);
    if (rank < 0) {
      if (sighting !== undefined && journey.journey !== null) {
        const selection = { detectionId, plate: journey.journey.plate, match: null };
        dispatch({ type: 'select', selection, open: true });
      }
      return;
    }
    if (order === 'likelihood') setWanted(rank);
    const resultId = ran?.summary.resultId ?? '';
    void client.find.page({ resultId, offset: rank, limit: 1 }).then(({ matches }) => {
      const match = matches[0];
      if (match?.detectionId !== detectionId) return;
      dispatch({ type: 'select', selection: { detectionId, plate: match.plate, match }, open: true });
    });
  };
  const setArea = useCallback((area: FindDraft['area']) => find.setDraft({ area }), [find.setDraft]);
  const journeyShown = journey.journey !== null || journey.refusal !== null || journey.error !== null;
  const empty = useMemo(() => mapMessage(state.phase, ran?.summary ?? null), [state.phase, ran]);

  return (
    <div ref={screen} className="wm-find" data-testid="find-screen" data-narrow={narrow}>
      <FindPane
        find={find}
        steps={lesson?.dismissed === false ? lesson : null}
        order={order}
        onOrder={setOrder}
        folded={folded}
        onFolded={setFolded}
        grid={grid}
        wanted={wanted}
        onDeclareAndRun={() => void declareAndRun()}
        onRun={() => void runNow()}
        onChangePlate={() => plateBox.current?.focus()}
        onTry={(text) => {
          find.setDraft({ text });
          plateBox.current?.focus();
        }}
        form={
          <FindForm
            find={find}
            limitMs={limitMs}
            plateBox={plateBox}
            onRun={() => void runNow()}
            onLeaveDown={() => grid.current?.focus()}
          />
        }
      />
      <SidePane
        caseId={caseId}
        active={active}
        name="side"
        map={
          <div className="wm-map-stack" data-journey={journeyShown}>
            <DeskMap
              points={ran === null ? null : (points.data ?? null)}
              resultId={ran?.summary.resultId ?? null}
              includeFolded={folded}
              journey={journey.journey}
              selectedId={desk.selection?.detectionId ?? null}
              area={find.draft.area}
              empty={empty}
              onSelect={selectOnMap}
              onArea={setArea}
            />
            {journeyShown && (
              <JourneyLegs
                view={journey}
                onSelect={(detectionId, plate) =>
                  dispatch({ type: 'select', selection: { detectionId, plate, match: null }, open: true })
                }
              />
            )}
          </div>
        }
        onJourney={(plate) => journey.ask(plate, authority.current?.id ?? null)}
        onState={(detectionId, state) => {
          find.markRead(detectionId, state);
          lesson?.noteJudged();
        }}
        onDeclared={onDeclared}
        queryWaits={refused !== null}
      />
    </div>
  );
}

/** Why there is nothing on the map: an empty map is not an absence. */
function mapMessage(phase: string, found: { total: number; folded: number } | null): { title: string; text: string } {
  if (found !== null && found.total > 0 && found.folded === found.total) {
    return {
      title: 'Only unlikely reads',
      text: 'Every read found is folded: show them in the list, and they are drawn.',
    };
  }
  if (found?.total === 0) {
    return {
      title: 'No reads to show',
      text: 'No camera that was live has read it in this window. That is coverage, not absence.',
    };
  }
  if (phase === 'running') return { title: 'Looking', text: 'Reads appear here when the query has run.' };
  return {
    title: 'No detections shown',
    text: 'They appear here when a query has run under a live authority. An empty map is not an absence.',
  };
}
