/**
 * The one door of the matcher: start it, feed it, read its answers. Runs in Node; `InThreadMatcher` in any thread.
 */

export type { Matcher } from '../contract/matcher.ts';
export { chunkDetections, type DetectionColumnsInput } from './column-chunk.ts';
export { InThreadMatcher } from './in-thread-matcher.ts';
export { matchAt, matchesOf } from './match-columns.ts';
export { WorkerMatcher } from './worker-matcher.ts';
