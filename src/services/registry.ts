/**
 * Holds every contract method against its handler before anything is served. Runs in the services worker.
 * Start-up fails on a method without a handler, or whose handler lacks a wrapper its declaration asks for, or carries
 * one that it does not ask for: a declaration nobody can rely on is worse than none.
 */
import { isContractProcedure } from '@orpc/contract';
import type { MethodMeta } from '../contract/meta.ts';
import { AppError } from '../core/errors.ts';
import type { Marks } from './method.ts';

export type Mismatch = { method: string; problem: string };

/** Compares by path; `handlers` has the shape of the contract with a method at each leaf. */
export function findMismatches(contract: object, handlers: object): Mismatch[] {
  const problems: Mismatch[] = [];
  const walk = (node: unknown, handler: unknown, path: string[]): void => {
    if (isContractProcedure(node)) {
      const problem = compare(node['~orpc'].meta as MethodMeta, handler);
      if (problem !== null) problems.push({ method: path.join('.'), problem });
      return;
    }
    if (!isRecord(node)) return;
    for (const [name, child] of Object.entries(node))
      walk(child, isRecord(handler) ? handler[name] : undefined, [...path, name]);
    for (const name of isRecord(handler) ? Object.keys(handler) : []) {
      if (!(name in node)) problems.push({ method: [...path, name].join('.'), problem: 'stands in no contract' });
    }
  };
  walk(contract, handlers, []);
  return problems;
}

/** Throws INTERNAL naming every method that does not keep its declaration. */
export function assertRegistered(contract: object, handlers: object): void {
  const problems = findMismatches(contract, handlers);
  if (problems.length === 0) return;
  throw new AppError('INTERNAL', {
    message: `Waymark refuses to start: ${problems.map(({ method, problem }) => `${method} ${problem}`).join('; ')}.`,
    tip: 'This is a fault in Waymark, not in its data. Report it.',
  });
}

function compare(meta: MethodMeta, handler: unknown): string | null {
  const marks = marksOf(handler);
  if (marks === null) return 'has no handler';
  if (meta.effect === 'query' && meta.gate !== 'authority') return 'is a query without a gate';
  if (meta.effect === 'query' && meta.audit !== 'required') return 'is a query without an audit';
  if (meta.gate !== marks.gate) return `needs gate ${meta.gate} but its handler has ${marks.gate}`;
  if (meta.audit === 'required' && !marks.audited) return 'needs audited(…) but its handler lacks it';
  if (meta.audit === 'none' && marks.audited) return 'is audited but declares that it is not';
  return null;
}

function marksOf(handler: unknown): Marks | null {
  if (!isRecord(handler) || typeof handler.run !== 'function' || !isRecord(handler.marks)) return null;
  return handler.marks as Marks;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return value !== null && typeof value === 'object';
}
