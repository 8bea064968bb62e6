/**
 * Signing in at the intel server. Runs in the services worker. The passphrase goes out only here.
 */
import { z } from 'zod';
import { intelContract } from '../contract/intel.ts';
import type { User } from '../core/model/domain.ts';
import { answerSchemaOf, type IntelClient, reach } from '../sync/index.ts';
import type { Credentials, Desk } from './desk.ts';

export type ServerSignIn =
  | { state: 'in'; user: User }
  | { state: 'offline'; reason: string }
  /** The server does not take these credentials, or not now. */
  | { state: 'wrong'; code: string; message: string; retryAfterMs: number };

const answerSchema = answerSchemaOf(intelContract.session.signIn);
const healthSchema = answerSchemaOf(intelContract.health);
const retryData = z.object({ retryAfterMs: z.number().min(0) });

/** Leaves the token with the client. Throws CANCELLED. */
export async function signInAtServer(
  desk: Desk,
  intel: IntelClient,
  credentials: Credentials,
  signal: AbortSignal,
): Promise<ServerSignIn> {
  intel.setToken(null);
  const ask = () => reach(answerSchema, () => intel.api.session.signIn(credentials, { signal }), signal);
  let reached = await ask();
  if (reached.state === 'sign-in') {
    // A proof dated by a clock that is off is refused as stale: take the server's time, then once more.
    const server = await reach(healthSchema, () => intel.api.health(undefined, { signal }), signal);
    if (server.state === 'answered') {
      intel.setTimeOffset(server.value.timeMs - desk.clock.nowMs());
      reached = await ask();
    }
  }
  switch (reached.state) {
    case 'answered':
      intel.setToken(reached.value.token);
      intel.setTimeOffset(reached.value.timeMs - desk.clock.nowMs());
      return { state: 'in', user: reached.value.user };
    case 'offline':
      return reached;
    case 'sign-in':
      return {
        state: 'wrong',
        code: 'UNAUTHORIZED',
        message: 'The server does not accept this workstation.',
        retryAfterMs: 0,
      };
    case 'refused': {
      const retry = retryData.safeParse(reached.data);
      return {
        state: 'wrong',
        code: reached.code,
        message: reached.message,
        retryAfterMs: retry.success ? retry.data.retryAfterMs : 0,
      };
    }
  }
}
