/**
 * Turns whatever was thrown into the contract's typed error. Runs in the services worker.
 * Codes, messages and tips of AppError cross; anything else becomes INTERNAL without a word of what it said: an unknown
 * message may hold a plate, a path or a parameter.
 */
import { ORPCError, ValidationError } from '@orpc/contract';
import { AppError, errorCodes, isAppError } from '../core/errors.ts';

type Failure = { code: string; tip: string; details?: Record<string, unknown> };

/** Errors of the contract pass through unchanged. */
export function contractError(error: unknown): ORPCError<string, unknown> {
  if (error instanceof ORPCError) return error.code === 'BAD_REQUEST' ? badInput(error) : withoutLeak(error);
  if (isAppError(error)) return failure(error);
  if (isAbort(error)) return failure(new AppError('CANCELLED'));
  return failure(new AppError('INTERNAL', { tip: 'What was saved before is safe. Try again; report it if it stays.' }));
}

function failure(error: AppError): ORPCError<string, Failure> {
  const data: Failure = { code: error.code, tip: error.tip };
  if (Object.keys(error.details).length > 0) data.details = { ...error.details };
  return new ORPCError('APP_ERROR', { status: 422, message: error.message, data });
}

/** Input that does not fit the contract: names the fields, never their values. */
function badInput(error: ORPCError<string, unknown>): ORPCError<string, unknown> {
  const { cause } = error;
  const fields = cause instanceof ValidationError ? cause.issues.map((issue) => pathText(issue.path)) : [];
  const named = [...new Set(fields)]
    .filter((field) => field !== '')
    .slice(0, 5)
    .join(', ');
  return failure(
    new AppError(
      'BAD_INPUT',
      named === '' ? {} : { message: `${errorCodes.BAD_INPUT} Look at: ${named}.`, details: { fields: named } },
    ),
  );
}

/** Typed errors of the contract keep their data; oRPC's own internal ones keep their code alone. */
function withoutLeak(error: ORPCError<string, unknown>): ORPCError<string, unknown> {
  if (error.code !== 'INTERNAL_SERVER_ERROR') return error;
  return failure(new AppError('INTERNAL', { tip: 'What was saved before is safe. Try again; report it if it stays.' }));
}

function pathText(path: readonly unknown[] | undefined): string {
  return (path ?? [])
    .map((part) => (part !== null && typeof part === 'object' && 'key' in part ? String(part.key) : String(part)))
    .join('.');
}

function isAbort(error: unknown): boolean {
  return error instanceof Error && error.name === 'AbortError';
}
