/**
 * OpenALPR messages of a file that stands outside any case, to detections. Runs in the CLI process.
 * Read by the same rules as ingest, but for what only a server needs: a message without `uuid` gets an id from its place
 * in the file, one without `camera_id` stands under {@link NO_CAMERA}, and a time ahead of this machine's clock is taken.
 */
import { parseOpenAlprMessage } from '../../../core/ingest/openalpr.ts';
import type { Detection } from '../../../core/model/domain.ts';
import type { DetectionColumnsInput } from '../../../match/index.ts';
import type { JsonItem } from './json-items.ts';
import type { SetAside } from './set-aside.ts';

/** Camera of messages that name none (the command-line engine's). */
export const NO_CAMERA = 'no-camera';

/** Detections of one item; what cannot be used goes to `setAside`. `skipped` counts heartbeats and empty pictures. */
export function detectionsOfItem(
  { place, value }: JsonItem,
  setAside: SetAside,
): { readonly detections: readonly Detection[]; readonly skipped: boolean } {
  const message = isFields(value) ? value : {};
  const parsed = parseOpenAlprMessage(
    { ...message, uuid: message.uuid ?? idOfPlace(place), camera_id: message.camera_id ?? NO_CAMERA },
    { provider: 'file', nowMs: Number.MAX_SAFE_INTEGER, rebaseByMs: 0 },
  );
  if (!parsed.ok) {
    setAside.add(parsed.reason, place);
    return { detections: [], skipped: false };
  }
  if (parsed.kind === 'skipped') return { detections: [], skipped: true };
  for (const { reason } of parsed.problems) setAside.add(reason, place);
  return { detections: parsed.detections.map(({ detection }) => detection), skipped: false };
}

/** What the matcher looks at: the first reading and the engine's others. */
export function textsOf({ read, confidence, candidates }: Detection): DetectionColumnsInput['texts'] {
  return [
    { text: read, via: 'read', confidence },
    ...candidates.map((candidate) => ({
      text: candidate.text,
      via: 'candidate' as const,
      confidence: candidate.confidence,
    })),
  ];
}

/** `line 12 item 3` → `line-12-item-3` */
export const idOfPlace = (place: string): string => place.replaceAll(' ', '-');

export function isFields(value: unknown): value is { readonly [name: string]: unknown } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
