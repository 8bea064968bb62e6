/** What one entry says, taken apart for the drill-down: refusal, reasons, values as they were. Pure. */
import type { AuditDrillDown } from '../../../contract/audit-answers.ts';
import type { AuditEntry, JsonValue } from '../../../core/audit/entry.ts';

export interface RefusalReason {
  readonly code: string;
  /** `NZ-REKEY-1 v2`; empty where the entry names no rule. */
  readonly rule: string;
  readonly message: string;
  readonly remedy: string;
}

type Details = AuditEntry['details'];

const textOf = (value: JsonValue | undefined): string =>
  typeof value === 'string' ? value : typeof value === 'number' ? String(value) : '';

/** `NZ-FIND-1` and 2 → `NZ-FIND-1 v2`; `NZ-FIND-1 v2` stays. */
function ruleText(rule: JsonValue | undefined, version: JsonValue | undefined): string {
  if (typeof rule === 'object' && rule !== null && !Array.isArray(rule)) return ruleText(rule.id, rule.version);
  const id = textOf(rule);
  return id === '' || / v\d+$/.test(id) || textOf(version) === '' ? id : `${id} v${textOf(version)}`;
}

/** Why it was refused, as the entry or its result says. */
export function refusalReasons(drill: Pick<AuditDrillDown, 'entry' | 'result'>): RefusalReason[] {
  const reasons = drill.entry.details.refused ?? drill.result?.details.refused;
  if (!Array.isArray(reasons)) return [];
  return reasons.flatMap((item) => {
    if (typeof item !== 'object' || item === null || Array.isArray(item)) return [];
    return [
      {
        code: textOf(item.code),
        rule: ruleText(item.rule, item.version),
        message: textOf(item.message),
        remedy: textOf(item.remedy),
      },
    ];
  });
}

/** `no-authority` → `no authority` */
export const codeWords = (code: string): string => code.replaceAll('-', ' ');

/** Values of an entry but those that the panel already says. Objects as JSON, so that nothing logged is hidden. */
export function otherValues(details: Details): { name: string; value: string }[] {
  return Object.entries(details)
    .filter(([name]) => name !== 'refused')
    .map(([name, value]) => ({
      name,
      value: value === null ? 'none' : typeof value === 'object' ? JSON.stringify(value) : String(value),
    }));
}
