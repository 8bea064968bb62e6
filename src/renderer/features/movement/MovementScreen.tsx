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
import { drawMeetings, drawPattern, NOTHING } from './movement-marks.ts';
import { PairsPane } from './PairsPane.tsx';
import { PatternPane } from './PatternPane.tsx';
import { FIRST_SCENES, ScenesPane } from './ScenesPane.tsx';
import { type MovementQuestions, useMovement } from './use-movement.ts';

type TabName = 'pattern' | 'convoy' | 'scenes' | 'pairs';
const TABS: readonly { id: TabName; title: string }[] = [
  { id: 'pattern', title: 'Pattern' },
  { id: 'convoy', title: 'Travels with' },
  { id: 'scenes', title: 'Seen at scenes' },
  { id: 'pairs', title: 'All pairs' },
];

const EMPTY: Readonly<Record<TabName, { title: string; text: string }>> = {
  pattern: {
    title: 'No journey shown',
    text: 'Follow a plate: its journey is drawn here. An empty map is not an absence.',
  },
  convoy: {
    title: 'No meetings shown',
    text: 'Choose a vehicle in the list: the places where both were read are drawn here.',
  },
  scenes: {
    title: 'Draw the scene',
    text: 'Draw a circle with the button on the right, or choose cameras in the list.',
  },
  pairs: {
    title: 'Pairs have no place of their own',
    text: 'Choose “meetings” beside a pair to see where both were read.',
  },
};

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
  const [chosen, setChosen] = useState<string | null>(null);
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

  const pattern = questions.pattern.state.phase === 'ran' ? questions.pattern.state.answer : null;
  const convoy = questions.convoy.state.phase === 'ran' ? questions.convoy.state.answer : null;
  const partner = convoy?.result.partners.find((item) => item.plate === chosen) ?? null;
  // A new answer shows its first partner at once: the map is not empty, and the way to the others is seen.
  const firstPartner = convoy?.result.partners[0]?.plate ?? null;
  const wanted = useRef<string | null>(null);
  useEffect(() => {
    if (convoy === null) return;
    const asked = convoy.result.partners.find((item) => item.plate === wanted.current)?.plate;
    setChosen(asked ?? firstPartner);
    wanted.current = null;
  }, [convoy, firstPartner]);

  const drawing = useMemo(() => {
    if (tab === 'pattern') return pattern === null ? NOTHING : drawPattern(pattern.result);
    if (tab === 'convoy') return drawMeetings(convoy?.result.plate ?? '', partner, cameras);
    return NOTHING;
  }, [tab, pattern, convoy, partner, cameras]);
  const scenePoints = useMemo(() => {
    if (tab !== 'scenes') return [];
    return scenes.scenes.flatMap((scene, at) => {
      const camera = cameras.find((item) => item.id === scene.cameraIds[0]);
      const place = scene.area ?? camera;
      return place === undefined ? [] : [{ lon: place.lon, lat: place.lat, label: `${at + 1} ${scene.name}` }];
    });
  }, [tab, scenes, cameras]);
  const scenePlaces = scenes.scenes.map((scene) => scene.cameraIds[0] ?? '').join(' ');
  const drawn = scenes.scenes.find((scene) => scene.key === scenes.drawing) ?? null;

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

  const legs = tab === 'pattern' && pattern !== null && pattern.result.sightings.length > 0 ? pattern.result : null;
  const answered = tab === 'pattern' ? pattern?.logSeq : tab === 'convoy' ? convoy?.logSeq : undefined;
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
              chosen={chosen}
              onChoose={setChosen}
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
              onOpen={open}
              onFollow={follow}
            />
          )}
          {tab === 'pairs' && (
            <PairsPane
              questions={questions}
              first={firstPair}
              onMeetings={([plate, other]) => {
                wanted.current = other;
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
              scenes={scenePoints}
              area={tab === 'scenes' ? (drawn?.area ?? null) : null}
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
              // A camera that was chosen comes into view; a circle drawn on the map never moves it.
              fitKey={`${tab}-${answered ?? ''}-${tab === 'convoy' ? (chosen ?? '') : tab === 'scenes' ? scenePlaces : ''}`}
              empty={tab === 'scenes' && (scenePoints.length > 0 || drawn?.area != null) ? null : EMPTY[tab]}
              statesKnown={tab !== 'convoy'}
              onSelect={select}
            />
            {legs !== null && (
              <LegTable
                key={answered}
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
