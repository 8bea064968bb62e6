/** Which kinds of authority make a function lawful, and what each has to be asked. Runs anywhere, pure: data of the book. */
import type { AuthorityKind } from '../model/domain.ts';
import { authorityKind } from '../model/domain.ts';
import { endOfSpan } from './legal-time.ts';
import { kindRule, type RuleBook, ruleInForce } from './rule-book.ts';
import type { AuthorityWay, LawfulFunction } from './way.ts';

/** The ways to make `fn` lawful at `nowMs`, in the order of {@link authorityKind}. */
export function waysToAuthority(book: RuleBook, fn: LawfulFunction, nowMs: number): AuthorityWay[] {
  return authorityKind.options.flatMap((kind) => {
    const rule = kindRule(book, kind, nowMs);
    if (rule === null || !rule.params.functions.includes(fn)) return [];
    const { fields, required, numberLabel, approver, documentRequired, report, grounds } = rule.params;
    const endMs = longestEndMs(kind, nowMs, book, nowMs);
    return [
      {
        kind,
        title: rule.title,
        text: rule.text,
        fields: [...fields],
        required: [...required, ...(documentRequired ? (['document'] as const) : [])],
        numberLabel,
        needsApproval: approver !== null,
        documentRequired,
        maxLifetimeMs: endMs - nowMs,
        reportDueMs: report === null ? null : endOfSpan(endMs, report, book.timeZone) - endMs,
        grounds: grounds.map(({ code, label }) => ({ code, label })),
        ruleId: rule.id,
      },
    ];
  });
}

/** When an authority of a kind that counts from `fromMs` ends at the latest; a kind unknown to the book never begins. */
export function longestEndMs(kind: AuthorityKind, fromMs: number, book: RuleBook, nowMs: number): number {
  const rule = kindRule(book, kind, nowMs);
  if (rule === null) return fromMs;
  const { lifetime } = rule.params;
  return lifetime === null
    ? fromMs + ruleInForce(book.rules.lapse, nowMs).params.lifetimeMs
    : endOfSpan(fromMs, lifetime, book.timeZone);
}
