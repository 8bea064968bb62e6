import { writeFileSync } from 'node:fs';
import { fitCandidates } from './fit-candidates.ts';
import { fitCurve } from './fit-curve.ts';
import { learnWeights, modelOf } from './learn-weights.ts';
import { loadRealReads, type RealRead } from './real-reads.ts';
import { weightsModule } from './write-weights.ts';

const all = loadRealReads();
const training = all.filter((read) => read.half === 'training');
const learnt = learnWeights(training);
const model = modelOf(learnt, 'camera/2');
const curve = fitCurve(training, (reads) => modelOf(learnWeights(reads), 'camera/fold'));
const candidates = fitCandidates(training, model, curve);
console.log(curve.curve, curve.within, candidates);
writeFileSync(
  new URL('../../src/core/match/camera-weights.ts', import.meta.url),
  weightsModule(
    'camera/2',
    learnt,
    curve,
    candidates,
    repeatsOf(training),
    new Set(training.map((read) => read.vehicle)).size,
  ),
);

function repeatsOf(reads: readonly RealRead[]): number {
  const wrong = reads.filter((read) => read.read !== read.vehicle).map((read) => `${read.vehicle} ${read.read}`);
  return 1 - new Set(wrong).size / wrong.length;
}
