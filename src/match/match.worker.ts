/**
 * Entry of the match worker: an `InThreadMatcher` behind the port, one message a call, answers with their buffers
 * transferred. Runs in a Node worker thread alone.
 */

import { parentPort } from 'node:worker_threads';
import { serveMatcher } from './serve-matcher.ts';

if (parentPort === null) throw new Error('match.worker runs as a worker thread only.');
serveMatcher(parentPort);
