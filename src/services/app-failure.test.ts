import { ORPCError, ValidationError } from '@orpc/contract';
import { expect, test } from 'vitest';
import { AppError } from '../core/errors.ts';
import { contractError } from './app-failure.ts';

test('SV4 an AppError crosses with code, message, tip and details', () => {
  const error = contractError(new AppError('DISK_FULL', { tip: 'Free space.', details: { freeBytes: 0 } }));
  expect(error).toMatchObject({
    code: 'APP_ERROR',
    status: 422,
    message: 'The disk is full. Nothing that was saved before is lost.',
    data: { code: 'DISK_FULL', tip: 'Free space.', details: { freeBytes: 0 } },
  });
});

test('SV4 an unknown error crosses without a word of what it said', () => {
  const secret = new Error("no such column: plate = 'QQQ123' at /home/someone/key=00ff");
  const error = contractError(secret);
  expect(JSON.stringify({ message: error.message, data: error.data, cause: String(error.cause ?? '') })).not.toMatch(
    /QQQ123|someone|00ff/,
  );
  expect(error.data).toMatchObject({ code: 'INTERNAL' });
});

test('SV4 input errors name the fields and never the values', () => {
  const cause = new ValidationError({
    message: 'bad',
    issues: [{ message: 'expected string, got QQQ123', path: ['area', 'radiusM'] }],
    data: { query: 'QQQ123' },
  });
  const error = contractError(new ORPCError('BAD_REQUEST', { cause, data: { issues: cause.issues } }));
  expect(error.data).toEqual({ code: 'BAD_INPUT', tip: '', details: { fields: 'area.radiusM' } });
  expect(error.message).not.toMatch(/QQQ123/);
});

test("SV4 typed errors of the contract pass, oRPC's internal ones do not", () => {
  const wrong = new ORPCError('WRONG_PASSPHRASE', { status: 401, data: { failures: 2, retryAfterMs: 100 } });
  expect(contractError(wrong)).toBe(wrong);
  const leak = contractError(
    new ORPCError('INTERNAL_SERVER_ERROR', { message: 'Output validation failed', data: { plate: 'QQQ123' } }),
  );
  expect(JSON.stringify(leak)).not.toMatch(/QQQ123/);
});
