/**
 * Samples the reads of an index so that the core can estimate how often its cameras misread.
 * Runs in the match worker. A fixed number of reads is looked at however many there are; the same data gives the same
 * sample. Nothing here knows which reads are wrong.
 */

import type { CostModel } from '../core/match/cost-model.ts';
import type { CameraSample, MisreadRates } from '../core/match/misread-rate.ts';
import { estimateMisreadRates, MISREAD_RADII } from '../core/match/misread-rate.ts';
import type { MatchIndex } from './match-index.ts';

const SAMPLED_READS = 512;
/** Where in its stretch of rows each sample stands: always elsewhere, so that cameras that take turns are met evenly. */
const GOLDEN = (Math.sqrt(5) - 1) / 2;
const WIDEST_RADIUS = MISREAD_RADII.at(-1) ?? 0;

type Tally = { reads: number; explained: number[]; decoysExplained: number[]; telling: number[] };

/** @param reversed the camera's cost model seen from the read */
export function estimateRates(index: MatchIndex, reversed: CostModel): MisreadRates {
  const { rows } = index;
  const tallies: Tally[] = [];
  const lastOfShape = new Map<number, string>();
  const stride = Math.max(1, rows.count() / SAMPLED_READS);
  const sampled = Math.ceil(rows.count() / stride);
  for (let sample = 0; sample < sampled; sample++) {
    const row = Math.floor((sample + ((sample * GOLDEN) % 1)) * stride);
    const text = rows.readTexts.data[row] ?? -1;
    if (text < 0 || rows.isRemoved(row)) continue;
    const camera = rows.cameras.data[row] ?? 0;
    while (tallies.length <= camera) tallies.push(newTally());
    const tally = tallies[camera];
    if (tally === undefined) continue;
    const read = index.texts.textOf(text);
    const shape = index.shapeOfText(text);
    const passes = index.textPasses.data[text] ?? 0;
    tally.reads++;
    const explained = explainedBy(index, reversed, read, passes);
    const decoy = decoyOf(read, lastOfShape.get(shape) ?? '');
    const decoyExplained = explainedBy(index, reversed, decoy, passes);
    lastOfShape.set(shape, read);
    for (let radius = 0; radius < MISREAD_RADII.length; radius++) {
      add(tally.explained, radius, explained[radius] ?? 0);
      add(tally.decoysExplained, radius, decoyExplained[radius] ?? 0);
      if (passes > 1 || (explained[radius] ?? 0) > 0) add(tally.telling, radius, 1);
    }
  }
  const samples: CameraSample[] = tallies.map((tally) => ({ ...tally, judged: 0, judgedWrong: 0 }));
  return estimateMisreadRates(samples);
}

/** `[radius]`: 1 where a plate read oftener may have been read as the text, ½ where one read as often may, else 0. */
function explainedBy(index: MatchIndex, reversed: CostModel, text: string, passes: number): number[] {
  const explained = MISREAD_RADII.map(() => 0);
  const { ordinals, costs } = index.fuzzy(reversed, text, WIDEST_RADIUS);
  for (let slot = 0; slot < ordinals.length; slot++) {
    const cost = costs[slot] ?? 0;
    const others = index.textPasses.data[ordinals[slot] ?? 0] ?? 0;
    if (cost === 0 || others < Math.max(1, passes)) continue;
    for (let radius = 0; radius < MISREAD_RADII.length; radius++) {
      if (cost > (MISREAD_RADII[radius] ?? 0)) continue;
      explained[radius] = Math.max(explained[radius] ?? 0, others > passes ? 1 : 0.5);
    }
  }
  return explained;
}

/** A text like the others that no camera made: every second character of one, the rest of another of the same shape. */
function decoyOf(text: string, other: string): string {
  let decoy = '';
  for (let at = 0; at < text.length; at++) {
    decoy += at % 2 === 0 ? text.charAt(at) : other.charAt(at) || turned(text.charAt(at));
  }
  return decoy;
}

/** Another character of the same kind, where there is no second text to take one from. */
function turned(character: string): string {
  const code = character.charCodeAt(0);
  return code < 65
    ? String.fromCharCode(48 + ((code - 48 + 4) % 10))
    : String.fromCharCode(65 + ((code - 65 + 11) % 26));
}

function newTally(): Tally {
  const zeros = (): number[] => MISREAD_RADII.map(() => 0);
  return { reads: 0, explained: zeros(), decoysExplained: zeros(), telling: zeros() };
}

function add(counts: number[], at: number, by: number): void {
  counts[at] = (counts[at] ?? 0) + by;
}
