/**
 * Turns anything thrown into what the reader needs: what happened, what is safe, what to do. Pure.
 */
import { ORPCError } from '@orpc/client';

interface Problem {
  readonly code: string;
  readonly message: string;
  readonly tip: string;
}

/** Offline means the intel server; lost means the workstation's own services. */
export function problemOf(error: unknown): Problem {
  if (error instanceof ORPCError) {
    const data: unknown = error.data;
    const code = textField(data, 'code') ?? error.code;
    const tip = textField(data, 'tip') ?? '';
    if (error.code === 'APP_ERROR' || error.defined) return { code, message: error.message, tip };
    if (error.code === 'INTERNAL_SERVER_ERROR') {
      return {
        code: 'INTERNAL',
        message: 'Something in Waymark failed.',
        tip: 'What was saved before is safe. Try again; if it comes back, lock and sign in again.',
      };
    }
    return { code, message: error.message, tip };
  }
  if (error instanceof Error && /abort|closed|disconnect/i.test(`${error.name} ${error.message}`)) {
    return {
      code: 'LOST',
      message: 'The connection to the services was lost before they answered.',
      tip: 'Nothing saved is lost. Reconnect, then look in the log whether the query ran.',
    };
  }
  return {
    code: 'INTERNAL',
    message: 'Something in this window failed.',
    tip: 'What was saved before is safe. Try again.',
  };
}

function textField(data: unknown, field: string): string | null {
  if (typeof data !== 'object' || data === null || !(field in data)) return null;
  const value = (data as Record<string, unknown>)[field];
  return typeof value === 'string' && value !== '' ? value : null;
}
