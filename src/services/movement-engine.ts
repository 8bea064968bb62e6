/**
 * Asks the match worker for a movement analysis. Runs in the services worker.
 */
import type { MovementAnswers, MovementOptions, MovementRequest } from '../contract/matcher-movement.ts';
import { AppError } from '../core/errors.ts';
import type { QueryCtx } from './gated.ts';

type Kind = MovementRequest['kind'];

/** Throws CANCELLED when the reader left or the session ended. */
export async function analyse<K extends Kind>(
  ctx: QueryCtx,
  request: Extract<MovementRequest, { kind: K }>,
  onProgress?: MovementOptions['onProgress'],
): Promise<MovementAnswers[K]> {
  const matcher = await ctx.session.match.ready();
  const signal = AbortSignal.any([ctx.signal, ctx.session.ended]);
  if (!('movement' in matcher) || typeof matcher.movement !== 'function') {
    throw new AppError('INTERNAL', { message: 'The match worker of this build has no movement analyses.' });
  }
  return (await matcher.movement(request, { signal, onProgress })) as MovementAnswers[K];
}
