/** The questions of the Movement screen and what they share: plate and window, asked for once for all of them. Renderer. */
import { useCallback, useState } from 'react';
import { parsePlateQuery } from '../../../core/plate/plate-query.ts';
import { useClient, type WorkstationClient } from '../../connection/index.ts';
import { useAuthority } from '../authority/index.ts';
import { DEFAULT_LIMIT_MS, requestWindow, resolveWindow, type WindowChoice } from '../question/index.ts';
import { type Analysis, useAnalysis } from './use-analysis.ts';

type Movement = WorkstationClient['movement'];
type Asked<Method extends keyof Movement> = Omit<Parameters<Movement[Method]>[0], 'caseId' | 'authorityId'>;
type Ran<Method extends 'pattern' | 'convoy' | 'colocation'> = Extract<
  Awaited<ReturnType<Movement[Method]>>,
  { outcome: 'ran' }
>;

export type PatternAnalysis = Analysis<Asked<'pattern'>, Ran<'pattern'>>;
export type ConvoyAnalysis = Analysis<Asked<'convoy'>, Ran<'convoy'>>;
export type ColocationAnalysis = Analysis<Asked<'colocation'>, Ran<'colocation'>>;

export interface MovementDraft {
  readonly plate: string;
  readonly window: WindowChoice;
  readonly gapMs: number;
  readonly minShared: number;
}

export interface MovementQuestions {
  readonly draft: MovementDraft;
  /** What is wrong with the plate as typed, once a run was tried. */
  readonly plateProblem: string | null;
  readonly limitMs: number;
  setDraft(change: Partial<MovementDraft>): void;
  readonly pattern: PatternAnalysis;
  readonly convoy: ConvoyAnalysis;
  readonly colocation: ColocationAnalysis;
  runPattern(): void;
  runConvoy(): void;
}

/** One whole plate: an analysis follows a vehicle, not a pattern of characters. */
export function plateToFollow(text: string): { ok: true; plate: string } | { ok: false; message: string } {
  const parsed = parsePlateQuery(text);
  if (!parsed.ok) return parsed;
  return parsed.query.kind === 'wildcard'
    ? { ok: false, message: 'One whole plate: find which plate it is first.' }
    : { ok: true, plate: parsed.query.pattern };
}

export function useMovement(caseId: string, limitMs: number): MovementQuestions {
  const { movement } = useClient();
  const { recordToAskUnder } = useAuthority();
  const [draft, setWhole] = useState<MovementDraft>({
    plate: '',
    window: { kind: 'last', spanMs: DEFAULT_LIMIT_MS },
    gapMs: 120_000,
    minShared: 3,
  });
  const [plateProblem, setPlateProblem] = useState<string | null>(null);
  const pattern = useAnalysis<Asked<'pattern'>, Ran<'pattern'>>(
    useCallback(
      (asked, authorityId, signal) => movement.pattern({ caseId, authorityId, ...asked }, { signal }),
      [caseId, movement],
    ),
  );
  const convoy = useAnalysis<Asked<'convoy'>, Ran<'convoy'>>(
    useCallback(
      (asked, authorityId, signal) => movement.convoy({ caseId, authorityId, ...asked }, { signal }),
      [caseId, movement],
    ),
  );
  const colocation = useAnalysis<Asked<'colocation'>, Ran<'colocation'>>(
    useCallback(
      (asked, authorityId, signal) => movement.colocation({ caseId, authorityId, ...asked }, { signal }),
      [caseId, movement],
    ),
  );
  const setDraft = (change: Partial<MovementDraft>): void => {
    setWhole((before) => ({ ...before, ...change }));
    setPlateProblem(null);
  };
  /** Plate and window as they are asked for; null: something is wrong with them, and it is said beside the field. */
  const asked = (plateText: string) => {
    const plate = plateToFollow(plateText);
    const nowMs = Date.now();
    if (!plate.ok) setPlateProblem(plate.message);
    if (!plate.ok || resolveWindow(draft.window, limitMs, nowMs).problem !== null) return null;
    return { plate: plate.plate, ...requestWindow(draft.window, limitMs, nowMs) };
  };
  return {
    draft,
    plateProblem,
    limitMs,
    setDraft,
    pattern,
    convoy,
    colocation,
    runPattern: () => {
      const question = asked(draft.plate);
      if (question !== null) void pattern.run(question, recordToAskUnder);
    },
    runConvoy: () => {
      const question = asked(draft.plate);
      if (question === null) return;
      void convoy.run({ ...question, gapMs: draft.gapMs, minShared: draft.minShared }, recordToAskUnder);
    },
  };
}
