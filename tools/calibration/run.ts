/**
 * `npm run calibrate`: learns the camera's costs and shares from real reads on one half of their vehicles, and measures
 * the matcher on both halves. Prints one JSON object. Runs in Node.
 * With `-- --write` it first writes `src/core/match/camera-weights.ts`, and then the reliability plot of the held-out half;
 * without, it only says what it measures and whether the module in the tree is what the training half teaches.
 */

import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { binned, type Evaluation, evaluate } from './evaluate.ts';
import { fitCandidates } from './fit-candidates.ts';
import { fitCurve } from './fit-curve.ts';
import { learnWeights, modelOf } from './learn-weights.ts';
import { loadRealReads, REAL_READS_FOLDER, type RealRead, realReadsPresent } from './real-reads.ts';
import { reliabilitySvg } from './reliability-svg.ts';
import { weightsModule } from './write-weights.ts';

const MODEL_ID = 'camera/2';
const root = join(import.meta.dirname, '../..');
const modulePath = join(root, 'src/core/match/camera-weights.ts');
const plotPath = join(root, 'docs/images/likelihood-reliability.svg');

if (!realReadsPresent()) {
  console.error(`There are no reads to calibrate on: ${REAL_READS_FOLDER} is missing. Nothing was changed.`);
  process.exit(1);
}
const write = process.argv.includes('--write');
const reads = loadRealReads();
const training = reads.filter((read) => read.half === 'training');
const learnt = learnWeights(training);
const curve = fitCurve(training, (some) => modelOf(learnWeights(some), 'camera/fold'));
const candidates = fitCandidates(training, modelOf(learnt, MODEL_ID), curve);
const weights = weightsModule(MODEL_ID, learnt, curve, candidates, repeatsOf(training), vehiclesOf(training).length);
const current = weights === readFileSync(modulePath, 'utf8');
if (write && !current) {
  writeFileSync(modulePath, weights);
  console.error(
    'The weights have changed and were written. Run this again to measure with them, and give them a new id.',
  );
} else {
  const heldOut = reads.filter((read) => read.half === 'held-out');
  const judged = await evaluate(reads, vehiclesOf(heldOut), true);
  const figures = {
    model: MODEL_ID,
    weightsCurrent: current,
    reads: reads.length,
    curve: curve.curve,
    candidates,
    training: await halfFigures(vehiclesOf(training)),
    heldOut: await halfFigures(vehiclesOf(heldOut)),
  };
  console.log(JSON.stringify(figures, null, 2));
  if (write) writeFileSync(plotPath, plotOf(judged));
}

/** Asked of all reads together: the other half's vehicles are there to be taken for these. */
async function halfFigures(vehicles: readonly string[]) {
  return {
    withCandidates: figuresOf(await evaluate(reads, vehicles, true)),
    readingsAlone: figuresOf(await evaluate(reads, vehicles, false)),
  };
}

function figuresOf({ judged, ...figures }: Evaluation) {
  return { ...figures, matches: judged.length, shown: judged.filter((match) => match.shown).length };
}

function plotOf({ judged, eceShown, eceAll }: Evaluation): string {
  const shown = judged.filter((match) => match.shown);
  const inexact = judged.filter((match) => !match.exact);
  const inexactShown = inexact.filter((match) => match.shown);
  return reliabilitySvg([
    { title: `All matches (${judged.length})`, note: `calibration error ${eceAll.toFixed(3)}`, bins: binned(judged) },
    { title: `Shown (${shown.length})`, note: `calibration error ${eceShown.toFixed(3)}`, bins: binned(shown) },
    {
      title: `Shown, not read exactly (${inexactShown.length})`,
      note: 'the hard ones alone',
      bins: binned(inexactShown),
    },
  ]);
}

function vehiclesOf(some: readonly RealRead[]): string[] {
  return [...new Set(some.map((read) => read.vehicle))];
}

/** Share of the misreads that repeat one of the same vehicle letter for letter. */
function repeatsOf(some: readonly RealRead[]): number {
  const wrong = some.filter((read) => read.read !== read.vehicle).map((read) => `${read.vehicle} ${read.read}`);
  return 1 - new Set(wrong).size / wrong.length;
}
