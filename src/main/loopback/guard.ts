/**
 * Who may talk to the loopback host: exact Host and Origin, a one-time token in the first frame, one client.
 * Runs in the main thread of the loopback host. Defends against other pages, DNS rebinding and other programs that
 * guess (threat T15). Each accepted token is used up; the answer to it carries the next one, so that a reload works.
 */
import { randomBytes, timingSafeEqual } from 'node:crypto';

/** Close codes of the socket: the page explains each. */
export const closeCodes = { wrongToken: 4401, tooSlow: 4408, secondClient: 4409, servicesGone: 4500 } as const;

/** True where the request names exactly this host. A rebound name or another port does not. */
export function isOurHost(header: string | undefined, port: number): boolean {
  return header === `127.0.0.1:${port}`;
}

/** True where the page that asks is our own. Browsers send Origin with every WebSocket. */
export function isOurOrigin(header: string | undefined, port: number): boolean {
  return header === `http://127.0.0.1:${port}`;
}

export type TokenGate = {
  /** The token the next first frame must carry. */
  current(): string;
  /** True once for the right token, which it uses up. Anything else changes nothing. */
  spend(offered: unknown): boolean;
};

/** 256-bit tokens from the system's generator, compared in constant time. */
export function createTokenGate(draw: () => string = () => randomBytes(32).toString('base64url')): TokenGate {
  let token = draw();
  return {
    current: () => token,
    spend(offered) {
      if (typeof offered !== 'string' || offered.length !== token.length) return false;
      if (!timingSafeEqual(Buffer.from(offered), Buffer.from(token))) return false;
      token = draw();
      return true;
    },
  };
}
