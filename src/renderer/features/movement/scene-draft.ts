/** Scenes as they are put together on screen, and what is still missing before they can be asked about. Pure. */
import type { Scene } from '../../../contract/movement.ts';
import type { Area } from '../../../core/model/domain.ts';
import { DAY_MS } from '../../format/time.ts';
import { namedWindow, resolveWindow, type WindowChoice } from '../question/index.ts';

export interface SceneDraft {
  /** Of this form alone. */
  readonly key: number;
  readonly name: string;
  readonly area: Area | null;
  readonly cameraIds: readonly string[];
  readonly window: WindowChoice;
}

export const newScene = (key: number): SceneDraft => ({
  key,
  name: `Scene ${key}`,
  area: null,
  cameraIds: [],
  window: { kind: 'last', spanMs: DAY_MS },
});

/** What is missing before a scene can be asked about; null: nothing. */
export function sceneProblem(scene: SceneDraft, limitMs: number, nowMs: number): string | null {
  if (scene.area === null && scene.cameraIds.length === 0) return 'Draw a circle or choose cameras.';
  return resolveWindow(scene.window, limitMs, nowMs).problem;
}

/** The scenes as they are asked about. */
export function scenesOf(drafts: readonly SceneDraft[], limitMs: number, nowMs: number): Scene[] {
  return drafts.map((draft, at) => {
    // What was asked is what is logged: the services cut it, not the screen.
    const { fromMs, toMs } = namedWindow(draft.window, limitMs, nowMs);
    return {
      name: draft.name.trim() || `Scene ${at + 1}`,
      area: draft.area,
      cameraIds: draft.cameraIds.length === 0 ? null : [...draft.cameraIds],
      fromMs,
      toMs,
    };
  });
}
