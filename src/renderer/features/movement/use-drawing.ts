/**
 * What the map of Movement shows beside each tab: a journey, the meetings of a pair, or the scenes and who was there.
 * Renderer. One vehicle of a list is chosen at a time; a new answer chooses its first, so that the map is not empty.
 */
import { useEffect, useMemo, useRef, useState } from 'react';
import type { Area, Camera } from '../../../core/model/domain.ts';
import { drawMeetings, drawPattern, drawSeen, NOTHING } from './movement-marks.ts';
import type { ScenesDraft } from './ScenesPane.tsx';
import type { MovementQuestions } from './use-movement.ts';

export type TabName = 'pattern' | 'convoy' | 'scenes' | 'pairs';

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
    title: 'Where was it?',
    text: 'Press “draw its circle” beside a scene, then drag on the map; or choose cameras.',
  },
  pairs: {
    title: 'Pairs have no place of their own',
    text: 'Choose “meetings” beside a pair to see where both were read.',
  },
};

/** `Scene 1`, `2 Bank`: its number stands beside a name of its own. */
export const sceneLabel = (name: string, at: number): string =>
  name.trim() === '' || name === `Scene ${at + 1}` ? `Scene ${at + 1}` : `${at + 1} ${name}`;

export function useDrawing(tab: TabName, questions: MovementQuestions, draft: ScenesDraft, cameras: readonly Camera[]) {
  const [partnerPlate, setPartner] = useState<string | null>(null);
  const [seenPlate, setSeen] = useState<string | null>(null);
  const pattern = questions.pattern.state.phase === 'ran' ? questions.pattern.state.answer : null;
  const convoy = questions.convoy.state.phase === 'ran' ? questions.convoy.state.answer : null;
  const scenes = questions.colocation.state.phase === 'ran' ? questions.colocation.state.answer : null;
  const partner = convoy?.result.partners.find(({ plate }) => plate === partnerPlate) ?? null;
  const seen = scenes?.result.vehicles.find(({ plate }) => plate === seenPlate) ?? null;

  const wanted = useRef<string | null>(null);
  useEffect(() => {
    if (convoy === null) return;
    const { partners } = convoy.result;
    setPartner((partners.find(({ plate }) => plate === wanted.current) ?? partners[0])?.plate ?? null);
    wanted.current = null;
  }, [convoy]);
  useEffect(() => setSeen(scenes?.result.vehicles[0]?.plate ?? null), [scenes]);

  const drawing = useMemo(() => {
    if (tab === 'pattern') return pattern === null ? NOTHING : drawPattern(pattern.result);
    if (tab === 'convoy') return drawMeetings(convoy?.result.plate ?? '', partner, cameras);
    return tab === 'scenes' ? drawSeen(seen, cameras) : NOTHING;
  }, [tab, pattern, convoy, partner, seen, cameras]);

  const shown = tab === 'scenes' ? draft.scenes : null;
  const places = useMemo(() => {
    if (shown === null) return [];
    return shown.flatMap((scene, at) => {
      const place = scene.area ?? cameras.find((item) => item.id === scene.cameraIds[0]);
      return place === undefined ? [] : [{ lon: place.lon, lat: place.lat, label: sceneLabel(scene.name, at) }];
    });
  }, [shown, cameras]);
  const otherAreas = useMemo<readonly Area[]>(
    () => (shown ?? []).flatMap(({ key, area }) => (area === null || key === draft.drawing ? [] : [area])),
    [shown, draft.drawing],
  );
  const answered = { pattern: pattern?.logSeq, convoy: convoy?.logSeq, scenes: scenes?.logSeq, pairs: undefined }[tab];
  // A camera that was chosen comes into view; a circle drawn on the map never moves it.
  const about = {
    pattern: '',
    convoy: partnerPlate ?? '',
    scenes: draft.scenes.map(({ cameraIds }) => cameraIds[0] ?? '').join(' '),
    pairs: '',
  }[tab];
  return {
    drawing,
    places,
    otherAreas,
    /** Of the scene that is being put together. */
    area: shown?.find(({ key }) => key === draft.drawing)?.area ?? null,
    fitKey: `${tab}-${answered ?? ''}-${about}`,
    answered,
    empty: places.length > 0 ? null : EMPTY[tab],
    legs: tab === 'pattern' && pattern !== null && pattern.result.sightings.length > 0 ? pattern.result : null,
    partner: { chosen: partnerPlate, choose: setPartner },
    seen: { chosen: seenPlate, choose: setSeen },
    /** The next answer about company shows its meetings with this one. */
    wantPartner: (plate: string): void => {
      wanted.current = plate;
    },
  };
}
