/** Who was at several of these scenes: the scenes, how many of them, and the vehicles seen at that many. Renderer. */
import { Button, HTMLSelect, InputGroup } from '@blueprintjs/core';
import { Antenna, Cross, MapMarker, Plus } from '@blueprintjs/icons';
import { type RefObject, useState } from 'react';
import type { Camera } from '../../../core/model/domain.ts';
import { MAX_SCENES } from '../../../core/movement/colocation-count.ts';
import { useNow } from '../../desk/index.ts';
import { countOf, countText } from '../../format/number.ts';
import { Empty } from '../../parts/index.ts';
import { useAuthority } from '../authority/index.ts';
import { AreaPicker, WindowPicker } from '../question/index.ts';
import { AnswerLine } from './AnswerLine.tsx';
import { CameraPicker } from './CameraPicker.tsx';
import { ColocationTable } from './ColocationTable.tsx';
import { Outcome } from './Outcome.tsx';
import { QuestionFrame } from './QuestionForm.tsx';
import { newScene, type SceneDraft, sceneProblem, scenesOf } from './scene-draft.ts';
import type { ColocationAnalysis } from './use-movement.ts';

export interface ScenesDraft {
  readonly scenes: readonly SceneDraft[];
  readonly atLeast: number;
  /** Key of the scene whose circle is drawn on the map. */
  readonly drawing: number;
}

export const FIRST_SCENES: ScenesDraft = { scenes: [newScene(1), newScene(2)], atLeast: 2, drawing: 1 };

interface ScenesPaneProps {
  readonly colocation: ColocationAnalysis;
  readonly draft: ScenesDraft;
  readonly setDraft: (change: (before: ScenesDraft) => ScenesDraft) => void;
  readonly limitMs: number;
  readonly cameras: readonly Camera[];
  readonly first: RefObject<HTMLInputElement | null>;
  /** Vehicle whose reads the map shows. */
  readonly chosen: string | null;
  readonly onChoose: (plate: string) => void;
  /** Draws the circle of this scene on the map. */
  readonly onDraw: (key: number) => void;
  readonly onOpen: (detectionId: string, plate: string) => void;
  readonly onFollow: (plate: string) => void;
}

export function ScenesPane(props: ScenesPaneProps) {
  const { colocation, draft, setDraft, limitMs, cameras, first } = props;
  const { recordToAskUnder } = useAuthority();
  const nowMs = useNow(30_000);
  const [tried, setTried] = useState(false);
  const { scenes } = draft;
  const atLeast = Math.min(draft.atLeast, scenes.length);
  const change = (key: number, part: Partial<SceneDraft>): void =>
    setDraft((before) => ({
      ...before,
      drawing: key,
      scenes: before.scenes.map((scene) => (scene.key === key ? { ...scene, ...part } : scene)),
    }));
  const remove = (key: number): void =>
    setDraft((before) => {
      const left = before.scenes.filter((scene) => scene.key !== key);
      return { scenes: left, atLeast: Math.min(before.atLeast, left.length), drawing: left[0]?.key ?? 1 };
    });
  const add = (): void =>
    setDraft((before) => {
      const key = Math.max(...before.scenes.map((scene) => scene.key)) + 1;
      const last = before.scenes.at(-1);
      const window = last?.window ?? newScene(key).window;
      return { ...before, drawing: key, scenes: [...before.scenes, { ...newScene(key), window }] };
    });
  const run = (): void => {
    setTried(true);
    const askedMs = Date.now();
    if (scenes.some((scene) => sceneProblem(scene, limitMs, askedMs) !== null)) return;
    void colocation.run({ scenes: scenesOf(scenes, limitMs, askedMs), atLeast, limit: 200 }, recordToAskUnder);
  };
  const { state } = colocation;
  return (
    <>
      <QuestionFrame
        running={state.phase === 'running'}
        blocked={false}
        what="Look"
        onRun={run}
        onCancel={colocation.cancel}
      >
        {(runButton) => (
          <>
            <ol className="wm-scenes" aria-label="Scenes">
              {scenes.map((scene, at) => {
                const problem = sceneProblem(scene, limitMs, nowMs);
                return (
                  <li
                    key={scene.key}
                    className="wm-scene"
                    data-drawing={scene.key === draft.drawing}
                    data-testid="scene"
                  >
                    <span className="wm-scene-number">{at + 1}</span>
                    <InputGroup
                      inputRef={at === 0 ? first : null}
                      size="small"
                      aria-label={`Name of scene ${at + 1}`}
                      value={scene.name}
                      onValueChange={(name) => change(scene.key, { name })}
                      maxLength={100}
                    />
                    <Button
                      size="small"
                      variant="minimal"
                      icon={<Cross size={12} />}
                      aria-label={`Remove scene ${at + 1}`}
                      disabled={scenes.length <= 2}
                      onClick={() => remove(scene.key)}
                    />
                    <div className="wm-actions wm-scene-where">
                      <WindowPicker
                        choice={scene.window}
                        limitMs={limitMs}
                        onChoose={(window) => change(scene.key, { window })}
                      />
                      <AreaPicker
                        area={scene.area}
                        noneText="Circle"
                        onChoose={(area) => change(scene.key, { area })}
                      />
                      <CameraPicker
                        cameras={cameras}
                        chosen={scene.cameraIds}
                        onChoose={(cameraIds) => change(scene.key, { cameraIds })}
                      />
                      <button
                        type="button"
                        className="wm-link wm-small"
                        aria-label={`Draw the circle of scene ${at + 1} on the map`}
                        onClick={() => props.onDraw(scene.key)}
                        data-testid="draw-scene"
                      >
                        {scene.area === null ? 'draw its circle' : 'draw it anew'}
                      </button>
                    </div>
                    {tried && problem !== null && (
                      <p className="wm-field-note" data-tone="red" role="alert">
                        {problem} Nothing was run.
                      </p>
                    )}
                  </li>
                );
              })}
            </ol>
            <div className="wm-actions wm-scenes-foot">
              <Button
                size="small"
                icon={<Plus size={12} />}
                text="Add a scene"
                disabled={scenes.length >= MAX_SCENES}
                onClick={add}
                data-testid="add-scene"
              />
              <span className="wm-choice">
                <label htmlFor="wm-at-least-scenes">seen at</label>
                <HTMLSelect
                  id="wm-at-least-scenes"
                  value={atLeast}
                  onChange={(event) => {
                    const least = Number(event.currentTarget.value);
                    setDraft((before) => ({ ...before, atLeast: least }));
                  }}
                  options={scenes.slice(1).map((_, at) => ({
                    value: at + 2,
                    label: at + 2 === scenes.length ? `all ${scenes.length}` : `at least ${at + 2} of ${scenes.length}`,
                  }))}
                  data-testid="at-least-scenes"
                />
              </span>
              <span className="wm-scenes-run">{runButton}</span>
            </div>
          </>
        )}
      </QuestionFrame>
      <Outcome
        state={state}
        asText={(asked) => asked.scenes.map((scene) => scene.name).join(', ')}
        what="looking for vehicles seen at these scenes"
        onRun={run}
        onUseLimit={() =>
          setDraft((before) => ({
            ...before,
            scenes: before.scenes.map((scene) => ({ ...scene, window: { kind: 'last', spanMs: limitMs } })),
          }))
        }
        onChangeQuestion={() => first.current?.focus()}
        idle={
          <Empty icon={<MapMarker size={28} />} title="Who was at several scenes?" testId="scenes-idle">
            Give each scene a circle or cameras, and its time. Vehicles read at as many of them as you ask for are
            listed, with how often chance alone would give it.
          </Empty>
        }
      >
        {({ answer, asked, under }) => (
          <>
            <div className="wm-results-head">
              <p data-testid="colocation-summary">
                <strong>{countOf(answer.result.total, 'vehicle')}</strong>{' '}
                <span className="wm-dim">
                  read at {asked.atLeast === asked.scenes.length ? 'all' : `${asked.atLeast} or more of`}{' '}
                  {countOf(asked.scenes.length, 'scene')}
                  {answer.result.total > answer.result.vehicles.length &&
                    `; the first ${countText(answer.result.vehicles.length)} are listed`}
                </span>
              </p>
            </div>
            <div className="wm-scroll">
              {answer.result.vehicles.length === 0 ? (
                <Empty icon={<Antenna size={28} />} title="Nobody was seen at that many" testId="colocation-empty">
                  {answer.result.scenes
                    .map(
                      (scene) =>
                        `${scene.name}: ${countOf(scene.plates, 'vehicle')} at ${countOf(scene.cameras, 'camera')}`,
                    )
                    .join('; ')}
                  . This is coverage, not absence: widen a circle or a window, or ask for fewer scenes.
                </Empty>
              ) : (
                <ColocationTable
                  result={answer.result}
                  cameras={cameras}
                  chosen={props.chosen}
                  onChoose={props.onChoose}
                  onOpen={props.onOpen}
                  onFollow={props.onFollow}
                />
              )}
            </div>
            <AnswerLine answer={answer} under={under} />
          </>
        )}
      </Outcome>
    </>
  );
}
