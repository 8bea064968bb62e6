/**
 * Movement analyses over one index: checks a request and runs it in steps. Runs in the match worker.
 * A run is a generator that yields between pieces of work of some milliseconds, now and then with its progress; whoever
 * drives it lets messages in and may stop it. Between two steps the index may grow: a run answers for what it began with.
 */

import type { CheckedMovementRequest, MovementAnswer, MovementProgress } from '../contract/matcher-movement.ts';
import { movementRequest } from '../contract/matcher-movement.ts';
import { AppError } from '../core/errors.ts';
import { foldPlate } from '../core/plate/plate-text.ts';
import type { MatchIndex } from './match-index.ts';
import { findPattern } from './movement-pattern.ts';
import type { ReadLikelihood } from './read-likelihood.ts';

export type MovementSteps = Generator<MovementProgress | undefined, MovementAnswer>;

/** Checked, or AppError BAD_INPUT that names the fields and never their values. */
export function checkMovementRequest(input: unknown): CheckedMovementRequest {
  const checked = movementRequest.safeParse(input);
  if (checked.success) return checked.data;
  const fields = [...new Set(checked.error.issues.map((issue) => issue.path.join('.') || 'kind'))].join(', ');
  throw new AppError('BAD_INPUT', { message: `A question about movement is not well formed: ${fields}.` });
}

export class MovementAnalyses {
  readonly #index: MatchIndex;
  readonly #likelihood: ReadLikelihood;

  constructor(index: MatchIndex, likelihood: ReadLikelihood) {
    this.#index = index;
    this.#likelihood = likelihood;
  }

  *run(request: CheckedMovementRequest): MovementSteps {
    switch (request.kind) {
      case 'pattern': {
        const steps = findPattern(this.#index, this.#likelihood, request, foldedPlate(request.plate));
        for (;;) {
          const step = steps.next();
          if (step.done === true) return step.value;
          yield { stage: 'reads', share: 0 };
        }
      }
      default:
        throw new AppError('BAD_INPUT', { message: 'This analysis is not ready yet.' });
    }
  }
}

function foldedPlate(plate: string): string {
  const folded = foldPlate(plate);
  if (!folded.ok) throw new AppError('BAD_INPUT', { message: folded.message });
  return folded.plate;
}
