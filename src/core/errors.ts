/**
 * Every error code of Waymark, in one place, and the error that carries them. Runs anywhere.
 * A code never changes its meaning; a message never holds a key, a plate or an SQL parameter.
 * Expected refusals (policy, not found, offline, conflict) are typed results, not errors.
 */

export const errorCodes = {
  AUDIT_CHAIN_BROKEN: 'The query log of this workstation does not hold together.',
  AUDIT_NOT_WRITTEN: 'The query log could not be written, so nothing was run.',
  BAD_INPUT: 'The input does not have the form it needs.',
  BAD_SIGNATURE: 'A signature does not match what it signs.',
  CANCELLED: 'Stopped on request.',
  CLOCK_BEHIND: 'The clock of this machine runs behind what was already seen.',
  DEVICE_UNKNOWN: 'This workstation is not enrolled.',
  DISK_FULL: 'The disk is full. Nothing that was saved before is lost.',
  FORBIDDEN: 'Your role does not allow this.',
  FROM_THE_FUTURE: 'This data was written by a newer Waymark and was left untouched.',
  INTERNAL: 'Something in Waymark failed.',
  IO_FAILED: 'The disk did not do what was asked.',
  LEASE_ENDED: 'The offline lease of this workstation has ended.',
  NOT_A_WORKSPACE: 'This file is not a Waymark workspace.',
  NOT_FOUND: 'There is no such thing here.',
  NOT_SIGNED_IN: 'Nobody is signed in on this workstation.',
  OFFLINE: 'The intel server cannot be reached.',
  OUT_OF_SCOPE: 'This lies outside what the sync policy allows.',
  PACK_LEAKS: 'The finished pack still holds what was to be removed, so it was not given out.',
  PACK_UNREADABLE: 'This file cannot be read as an evidence pack.',
  TIME_STAMP_FAILED: 'The time-stamp server gave no stamp that can be used.',
  UNSAFE_DATABASE: 'The workspace did not open with the protection it must have.',
  WORKSPACE_DAMAGED: 'The workspace is damaged. It was set aside, not erased.',
  WRONG_CODE: 'The one-time code is wrong, used or out of date.',
  WRONG_PASSPHRASE: 'The user name or the passphrase is wrong.',
} as const;

export type ErrorCode = keyof typeof errorCodes;

/** A broken invariant or an operation that failed. `tip` says what the reader can do; `safe` says what is not lost. */
export class AppError extends Error {
  readonly code: ErrorCode;
  readonly tip: string;
  readonly details: Readonly<Record<string, string | number | boolean | null>>;

  constructor(
    code: ErrorCode,
    options: {
      message?: string;
      tip?: string;
      cause?: unknown;
      details?: Record<string, string | number | boolean | null>;
    } = {},
  ) {
    super(options.message ?? errorCodes[code], options.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'AppError';
    this.code = code;
    this.tip = options.tip ?? '';
    this.details = options.details ?? {};
  }
}

/** Narrows an unknown thrown value to an AppError with this code. */
export function isAppError(error: unknown, code?: ErrorCode): error is AppError {
  return error instanceof AppError && (code === undefined || error.code === code);
}
