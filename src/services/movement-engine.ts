/**
 * Asks the match worker for a movement analysis. Runs in the services worker.
 */
import type { MovementAnswers, MovementOptions, MovementRequest } from '../contract/matcher-movement.ts';
import type { QueryCtx } from './gated.ts';

/** Waits until everything held is loaded. Throws CANCELLED when the reader left or the session ended. */
export async function analyse<K extends MovementRequest['kind']>(
  ctx: QueryCtx,
  request: Extract<MovementRequest, { kind: K }>,
  onProgress?: MovementOptions['onProgress'],
): Promise<MovementAnswers[K]> {
  const matcher = await ctx.session.match.ready();
  return matcher.movement<K>(request, { signal: AbortSignal.any([ctx.signal, ctx.session.ended]), onProgress });
}
