/**
 * One call to the register that a person waits for. Runs in the services worker. Offline and refusals are errors that say
 * what to do: what needs a second person's word cannot be settled on one workstation alone.
 */
import type { z } from 'zod';
import { AppError } from '../core/errors.ts';
import { type IntelApi, reach } from '../sync/index.ts';
import type { Ctx } from './method.ts';

/** A person waits; a paper of ten megabytes may be on its way. */
const ASK_MS = 15_000;

/** Throws OFFLINE, NOT_FOUND, or FORBIDDEN with the server's words. */
export async function askRegister<T>(
  ctx: Ctx,
  schema: z.ZodType<T>,
  call: (api: IntelApi['register'], signal: AbortSignal) => Promise<unknown>,
): Promise<T> {
  const offline = (why: string): AppError =>
    new AppError('OFFLINE', {
      message: `The register of the intel server cannot be asked: ${why}`,
      tip: 'Nothing was changed. Try again when the workstation is connected.',
    });
  if (!ctx.session.intel.hasToken()) throw offline('this workstation is offline.');
  const timeout = AbortSignal.timeout(ASK_MS);
  const signal = AbortSignal.any([timeout, ctx.signal, ctx.session.ended]);
  const reached = await reach(schema, () => call(ctx.session.intel.api.register, signal), signal).catch(
    (error: unknown) => {
      throw timeout.aborted ? offline('no answer in time.') : error;
    },
  );
  if (reached.state === 'answered') return reached.value;
  if (reached.state === 'offline') throw offline(reached.reason);
  if (reached.state === 'sign-in') throw offline('it asks to sign in again.');
  throw new AppError(reached.code === 'NOT_FOUND' ? 'NOT_FOUND' : 'FORBIDDEN', {
    message: reached.message,
    tip: 'Nothing was changed.',
  });
}
