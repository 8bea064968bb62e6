/**
 * Keeps the match index equal to the rows of the workspace. Runs in the services worker.
 * Loaded once after opening, then told of every change that sync has put on disk; a search asked meanwhile waits for the
 * load, so an answer never leaves out rows that are held.
 */
import type { ColumnChunk, Matcher } from '../contract/matcher.ts';
import { chunkDetections, type DetectionColumnsInput } from '../match/index.ts';
import type { HeldChange } from '../sync/index.ts';
import {
  type MatchColumns,
  matchColumnsOf,
  NO_CONFIDENCE,
  streamMatchColumns,
  type Workspace,
} from '../workspace/index.ts';

const CHUNK = 20_000;

export type MatchFeed = {
  /** The matcher, once everything held is loaded. */
  ready(): Promise<Matcher>;
  apply(change: HeldChange): Promise<void>;
  close(): Promise<void>;
};

export function createMatchFeed(workspace: Workspace, startMatcher: () => Promise<Matcher>): MatchFeed {
  // Changes and the load go one after the other: a change must not overtake the load it belongs to.
  let last: Promise<Matcher> = load(workspace, startMatcher);
  // Whoever waits hears of a failure; nobody waiting must not end the process.
  last.catch(() => {});
  return {
    ready: () => last,
    async apply(change) {
      const next = last.then(async (matcher) => {
        const gone = [...change.removed, ...change.replaced];
        if (gone.length > 0) await matcher.remove(Float64Array.from(gone));
        if (change.replaced.length > 0) {
          for (const chunk of chunksOf([matchColumnsOf(workspace.read, change.replaced)])) await matcher.append(chunk);
        }
        if (change.added > 0) {
          const fresh = streamMatchColumns(workspace.read, { chunkSize: CHUNK, afterOrdinal: change.newAfter });
          for (const chunk of chunksOf(fresh)) await matcher.append(chunk);
        }
        return matcher;
      });
      last = next;
      last.catch(() => {});
      await next;
    },
    async close() {
      const matcher = await last.catch(() => null);
      await matcher?.close();
    },
  };
}

async function load(workspace: Workspace, startMatcher: () => Promise<Matcher>): Promise<Matcher> {
  const matcher = await startMatcher();
  await matcher.load(chunksOf(streamMatchColumns(workspace.read, { chunkSize: CHUNK })));
  return matcher;
}

function chunksOf(pages: Iterable<MatchColumns>): Iterable<ColumnChunk> {
  return chunkDetections(rowsOf(pages));
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
      };
    }
  }
}

/** Percent as the columns hold it → 0–1; null where the engine gave none. */
function share(percent: number | undefined): number | null {
  return percent === undefined || percent === NO_CONFIDENCE ? null : percent / 100;
}
