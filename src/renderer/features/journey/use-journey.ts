/** Asks for the journey of a plate over the reads confirmed in the case. Logged, and needs an authority. Renderer. */
import { useMutation } from '@tanstack/react-query';
import { useMemo } from 'react';
import type { Decision } from '../../../core/authority/decision.ts';
import type { ReadState } from '../../../core/model/domain.ts';
import { useClient } from '../../connection/index.ts';
import { countOf } from '../../format/number.ts';

interface Sighting {
  readonly detectionId: string;
  readonly timeMs: number;
  readonly lon: number;
  readonly lat: number;
  readonly cameraName: string;
  readonly state: ReadState;
}

export interface JourneyLeg {
  readonly from: Sighting;
  readonly to: Sighting;
  readonly distanceM: number;
  readonly durationMs: number;
  readonly speedKmh: number | null;
  readonly gap: boolean;
  readonly impossible: boolean;
}

export interface DrawnJourney {
  readonly plate: string;
  readonly note: string;
  readonly logSeq: number;
  readonly sightings: readonly Sighting[];
  readonly legs: readonly JourneyLeg[];
  readonly map: { legs: { vehicle: number; from: Sighting; to: Sighting; impossible: boolean }[] };
}

export interface JourneyView {
  readonly journey: DrawnJourney | null;
  readonly refusal: { decision: Decision; logSeq: number } | null;
  readonly asking: boolean;
  readonly error: unknown;
  ask(plate: string, authorityId: string | null): void;
  clear(): void;
}

export function useJourney(caseId: string): JourneyView {
  const client = useClient();
  const question = useMutation({
    mutationFn: (asked: { plate: string; authorityId: string | null }) => client.movement.journey({ caseId, ...asked }),
  });
  const answer = question.data;
  const journey = useMemo<DrawnJourney | null>(() => {
    if (answer?.outcome !== 'ran') return null;
    const { sightings } = answer;
    const byId = new Map<string, Sighting>(sightings.map((sighting) => [sighting.detectionId, sighting]));
    const legs = answer.legs.flatMap((leg): JourneyLeg[] => {
      const [from, to] = [byId.get(leg.fromId), byId.get(leg.toId)];
      return from === undefined || to === undefined ? [] : [{ ...leg, from, to }];
    });
    return {
      plate: answer.plate,
      note: countOf(sightings.length, 'confirmed read'),
      logSeq: answer.logSeq,
      sightings,
      legs,
      map: { legs: legs.map(({ from, to, impossible }) => ({ vehicle: 0, from, to, impossible })) },
    };
  }, [answer]);
  return {
    journey,
    refusal: answer?.outcome === 'refused' ? { decision: answer.decision, logSeq: answer.logSeq } : null,
    asking: question.isPending,
    error: question.error,
    ask: (plate, authorityId) => question.mutate({ plate, authorityId }),
    clear: question.reset,
  };
}
