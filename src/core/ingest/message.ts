/**
 * What reading one provider message gives: reads to store, a message without reads, or a problem to quarantine.
 * Runs anywhere (pure). Nothing a provider sends may throw, and nothing is dropped in silence. Spec: docs/spec/ingest.md.
 */
import type { Camera, Detection } from '../model/domain.ts';

/** Closed set. A code never changes its meaning. */
export const ingestProblemCodes = {
  'not-json': 'The line is not JSON.',
  'too-long': 'The line, or a text in it, is longer than any real message.',
  'unknown-format': 'The message is of a kind this format does not have.',
  'missing-field': 'A field that is needed is not there.',
  'bad-plate': 'The plate is no plate text.',
  'bad-time': 'The time is no time.',
  'future-time': 'The time lies in the future.',
  'ancient-time': 'The time lies before there was plate recognition.',
  'bad-camera': 'The camera id is no id.',
  'bad-uuid': 'The uuid is no id.',
  'bad-confidence': 'The confidence is no percentage.',
  'bad-coordinates': 'The position is not on the globe.',
  'bad-image-name': 'The image name is no name.',
  'bad-site': 'The site cannot be read.',
  'duplicate-site': 'Two sites have one id.',
} as const;
export type IngestProblemCode = keyof typeof ingestProblemCodes;

/** Why something was set aside: `field` is a path into the message, `reason` says what is wrong and what to do. */
export type IngestProblem = {
  readonly code: IngestProblemCode;
  readonly field: string;
  readonly reason: string;
};

/** A read as ingest stores it: the image, when it comes, is found again by the name the message gave. */
export type IngestedDetection = { readonly detection: Detection; readonly imageName: string | null };

export type ParsedMessage =
  | {
      readonly ok: true;
      readonly kind: 'detections';
      readonly detections: readonly IngestedDetection[];
      /** Results of the same message that had to be set aside. */
      readonly problems: readonly IngestProblem[];
    }
  | { readonly ok: true; readonly kind: 'skipped'; readonly why: 'heartbeat' | 'no-results' }
  | ({ readonly ok: false } & IngestProblem);

export type ParsedSites = {
  readonly cameras: readonly Camera[];
  /** `index`: zero-based position in `features`; -1 where the whole collection is meant. */
  readonly problems: readonly (IngestProblem & { readonly index: number })[];
};

/** A piece of hostile input that may be shown and stored: short, one line, no control or direction characters. */
export function safeExcerpt(text: string, maxLength = 200): string {
  const cut = text.slice(0, maxLength * 2).toWellFormed();
  // biome-ignore lint/suspicious/noControlCharactersInRegex: exactly these are what must not reach a terminal
  const shown = cut.replace(/[\u0000-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff]/g, '·');
  return shown.length <= maxLength && text.length <= maxLength ? shown : `${shown.slice(0, maxLength - 1)}…`;
}
