/**
 * Movement: how one vehicle moves, who travels with it, who was at several scenes, which pairs travel together. Renderer.
 * The question stands left, its map beside it, the record of a chosen read where Find shows it too.
 */
import './movement.css';
import { useQuery } from '@tanstack/react-query';
import { useEffect, useMemo, useRef, useState } from 'react';
import { useClient } from '../../connection/index.ts';
import { type Command, NARROW, useCommands, useDesk, useKeys, useMedia } from '../../desk/index.ts';
import { PaneTabs, tabId } from '../../parts/index.ts';
import { useAuthority } from '../authority/index.ts';
import { DEFAULT_LIMIT_MS } from '../question/index.ts';
import { SidePane } from '../side/index.ts';
import { useCameras } from '../sync/index.ts';
import { useAllPairs } from './AllPairs.tsx';
import { ConvoyPane } from './ConvoyPane.tsx';
import { LegTable } from './LegTable.tsx';
import { MovementMap } from './MovementMap.tsx';
import { PairsPane } from './PairsPane.tsx';
import { PatternPane } from './PatternPane.tsx';
import { FIRST_SCENES, ScenesPane } from './ScenesPane.tsx';
import { type TabName, useDrawing } from './use-drawing.ts';
import { type MovementQuestions, useMovement } from './use-movement.ts';

const TABS: readonly { id: TabName; title: string }[] = [
  { id: 'pattern', title: 'Pattern' },
  { id: 'convoy', title: 'Travels with' },
  { id: 'scenes', title: 'Seen at scenes' },
  { id: 'pairs', title: 'All pairs' },
];

export function MovementScreen({ caseId, active }: { caseId: string; active: boolean }) {
  const { desk, dispatch } = useDesk();
  const client = useClient();
  const narrow = useMedia(NARROW);
  const rules = useQuery({
    queryKey: ['rules'],
    queryFn: () => client.authority.rules(),
    staleTime: Number.POSITIVE_INFINITY,
  });
  const cameraList = useCameras();
  const cameras = useMemo(() => cameraList.data ?? [], [cameraList.data]);
  const limitMs = rules.data?.windowMs ?? DEFAULT_LIMIT_MS;
  const questions = useMovement(caseId, limitMs);
  const pairs = useAllPairs();
  const { recordToAskUnder } = useAuthority();
  const [tab, setTab] = useState<TabName>('pattern');
  const [scenes, setScenes] = useState(FIRST_SCENES);
  /** Counts how often a circle was asked for: the map starts drawing each time. */
  const [drawAsked, setDrawAsked] = useState(0);
  const plateBox = useRef<HTMLInputElement>(null);
  const firstScene = useRef<HTMLInputElement>(null);
  const firstPair = useRef<HTMLDivElement>(null);
  const { setDraft } = questions;

  const follow = (plate: string): void => {
    setDraft({ plate });
    setTab((now) => (now === 'convoy' ? 'convoy' : 'pattern'));
    requestAnimationFrame(() => plateBox.current?.focus());
  };
  // A plate that comes over from another screen stands in the box, ready to run: running is the person's act.
  const handed = desk.plateToFollow;
  useEffect(() => {
    if (handed === null || !active) return;
    setDraft({ plate: handed });
    setTab((now) => (now === 'convoy' ? 'convoy' : 'pattern'));
    dispatch({ type: 'follow-taken' });
    requestAnimationFrame(() => plateBox.current?.focus());
  });

  const map = useDrawing(tab, questions, scenes, cameras);
  const { drawing, legs } = map;

  const open = (detectionId: string, plate: string): void =>
    dispatch({ type: 'select', selection: { detectionId, plate, match: null }, open: true });
  const plateOf = (detectionId: string): string => {
    const vehicle = drawing.detections.find((mark) => mark.id === detectionId)?.vehicle ?? 0;
    return drawing.vehicles[vehicle]?.plate ?? '';
  };
  const select = (detectionId: string): void =>
    dispatch({ type: 'select', selection: { detectionId, plate: plateOf(detectionId), match: null }, open: false });

  const focusFirst = (): void => {
    if (tab === 'scenes') firstScene.current?.focus();
    else if (tab === 'pairs') firstPair.current?.querySelector('button')?.focus();
    else plateBox.current?.focus();
  };
  // Who comes to an unasked question by the keyboard can type at once.
  const unasked = (tab === 'pattern' ? questions.pattern : questions.convoy).state.phase === 'idle';
  useEffect(() => {
    if (active && unasked && document.activeElement === document.body) plateBox.current?.focus();
  }, [active, unasked]);
  const running = {
    pattern: questions.pattern,
    convoy: questions.convoy,
    scenes: questions.colocation,
    pairs,
  }[tab];
  useKeys(
    {
      plate: focusFirst,
      follow: () => desk.selection !== null && follow(desk.selection.plate),
      ...(running.state.phase === 'running' && { cancel: running.cancel }),
      tabPattern: () => setTab('pattern'),
      tabConvoy: () => setTab('convoy'),
      tabScenes: () => setTab('scenes'),
      tabPairs: () => setTab('pairs'),
    },
    active,
  );
  const commands = useMemo<Command[]>(
    () =>
      active
        ? TABS.map(({ id, title }) => ({
            id: `movement-${id}`,
            title: `Movement: ${title}`,
            group: 'Go',
            run: () => setTab(id),
          }))
        : [],
    [active],
  );
  useCommands(commands);

  const refusal = refusedForAuthority(running.state);
  const shownFor = useRef<number | null>(null);
  useEffect(() => {
    // Once for each refusal: whoever has turned to something else is not called back.
    if (!active || refusal === null || shownFor.current === refusal) return;
    shownFor.current = refusal;
    if (!narrow) dispatch({ type: 'side', side: 'authority' });
  }, [active, refusal, narrow, dispatch]);
  /** What was refused runs the moment the authority is there. */
  const runKept = (): void => {
    const { pattern: one, convoy: two, colocation: three } = questions;
    if (tab === 'pattern' && one.state.phase === 'refused') void one.run(one.state.asked, recordToAskUnder);
    if (tab === 'convoy' && two.state.phase === 'refused') void two.run(two.state.asked, recordToAskUnder);
    if (tab === 'scenes' && three.state.phase === 'refused') void three.run(three.state.asked, recordToAskUnder);
    if (tab === 'pairs' && pairs.state.phase === 'refused') void pairs.start(pairs.state.asked);
  };
  // With one column the side lies beneath: what was opened comes into view.
  const screen = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (active && narrow && desk.side !== 'map') screen.current?.lastElementChild?.scrollIntoView({ block: 'start' });
  }, [active, narrow, desk.side]);

  return (
    <div ref={screen} className="wm-find wm-movement" data-testid="movement-screen">
      <section className="wm-pane" aria-label="Movement">
        <header className="wm-pane-head">
          <h1 className="wm-hidden">Movement</h1>
          <PaneTabs<TabName> label="Movement" name="movement" tabs={TABS} chosen={tab} onChoose={setTab} />
        </header>
        <div role="tabpanel" aria-labelledby={tabId('movement', tab)} className="wm-side-panel">
          {tab === 'pattern' && <PatternPane questions={questions} plateBox={plateBox} onOpen={open} />}
          {tab === 'convoy' && (
            <ConvoyPane
              questions={questions}
              plateBox={plateBox}
              chosen={map.partner.chosen}
              onChoose={map.partner.choose}
              onOpen={open}
              onFollow={(plate) => {
                setTab('pattern');
                follow(plate);
              }}
            />
          )}
          {tab === 'scenes' && (
            <ScenesPane
              colocation={questions.colocation}
              draft={scenes}
              setDraft={setScenes}
              limitMs={limitMs}
              cameras={cameras}
              first={firstScene}
              chosen={map.seen.chosen}
              onChoose={map.seen.choose}
              onDraw={(key) => {
                setScenes((before) => ({ ...before, drawing: key }));
                dispatch({ type: 'side', side: 'map' });
                setDrawAsked((asked) => asked + 1);
              }}
              onOpen={open}
              onFollow={follow}
            />
          )}
          {tab === 'pairs' && (
            <PairsPane
              questions={questions}
              first={firstPair}
              onMeetings={([plate, other]) => {
                map.wantPartner(other);
                setDraft({ plate });
                setTab('convoy');
                requestAnimationFrame(() => plateBox.current?.focus());
              }}
            />
          )}
        </div>
      </section>
      <SidePane
        caseId={caseId}
        active={active}
        name="movement-side"
        map={
          <div className="wm-map-stack" data-below={legs !== null}>
            <MovementMap
              drawing={drawing}
              cameras={cameras}
              scenes={map.places}
              area={map.area}
              otherAreas={map.otherAreas}
              drawAsked={drawAsked}
              onArea={
                tab === 'scenes'
                  ? (area) =>
                      setScenes((before) => ({
                        ...before,
                        scenes: before.scenes.map((scene) =>
                          scene.key === before.drawing ? { ...scene, area } : scene,
                        ),
                      }))
                  : null
              }
              selectedId={desk.selection?.detectionId ?? null}
              fitKey={map.fitKey}
              empty={map.empty}
              statesKnown={tab === 'pattern' || tab === 'pairs'}
              onSelect={select}
            />
            {legs !== null && (
              <LegTable
                key={map.answered}
                result={legs}
                selectedId={desk.selection?.detectionId ?? null}
                onSelect={select}
                onOpen={(detectionId) => open(detectionId, legs.plate)}
              />
            )}
          </div>
        }
        onState={() => {}}
        onJourney={follow}
        onDeclared={() => {
          dispatch({ type: 'side', side: 'map' });
          if (refusal === null) focusFirst();
          else runKept();
        }}
        queryWaits={refusal !== null}
      />
    </div>
  );
}

type Running = ReturnType<typeof useAllPairs> | MovementQuestions['pattern' | 'convoy' | 'colocation'];

/** Log entry of what stands refused and can be mended by declaring an authority; null: nothing does. */
function refusedForAuthority(state: Running['state']): number | null {
  if (state.phase !== 'refused') return null;
  const { decision, logSeq } = state.answer;
  return decision.reasons.some((reason) => reason.field === 'authority') ? logSeq : null;
}
