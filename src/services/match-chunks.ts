/** Turns rows of the workspace into chunks for the matcher. Runs in the services worker. */
import { type ColumnChunk, NO_CONFIDENCE } from '../contract/matcher.ts';
import { chunkDetections, type DetectionColumnsInput } from '../match/index.ts';
import type { MatchColumns } from '../workspace/index.ts';

/** Rows read at once, and detections in a chunk. */
export const CHUNK_ROWS = 20_000;

export function chunksOfColumns(pages: Iterable<MatchColumns>, chunkRows: number = CHUNK_ROWS): Iterable<ColumnChunk> {
  return chunkDetections(rowsOf(pages), chunkRows);
}

function* rowsOf(pages: Iterable<MatchColumns>): Generator<DetectionColumnsInput> {
  for (const page of pages) {
    for (let at = 0; at < page.count; at += 1) {
      const read = page.reads[at] ?? '';
      const confidences = page.candidateConfidence[at] ?? [];
      const texts: DetectionColumnsInput['texts'] = [
        { text: read, via: 'read' as const, confidence: share(page.readConfidence[at]) },
        ...(page.candidates[at] ?? []).flatMap((text, place) =>
          text === read ? [] : [{ text, via: 'candidate' as const, confidence: share(confidences[place]) }],
        ),
      ];
      yield {
        id: page.ordinals[at] ?? 0,
        timeMs: page.timeMs[at] ?? 0,
        cameraOrdinal: page.cameraOrdinals[at] ?? 0,
        texts,
        make: page.makes[at] ?? null,
        colour: page.colours[at] ?? null,
      };
    }
  }
}

/** Percent as the columns hold it → 0–1; null where the engine gave none. */
function share(percent: number | undefined): number | null {
  return percent === undefined || percent === NO_CONFIDENCE ? null : percent / 100;
}
