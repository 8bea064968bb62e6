/** Every version of every rule, in force or not, to put a rule's own words beside its number. Renderer. */
import { useQuery } from '@tanstack/react-query';
import type { RuleRef } from '../../../core/authority/decision.ts';
import { useClient } from '../../connection/index.ts';

export function useRules(needed: boolean): readonly RuleRef[] {
  const client = useClient();
  const rules = useQuery({
    queryKey: ['authority-rules'],
    queryFn: () => client.authority.rules(),
    enabled: needed,
    staleTime: Number.POSITIVE_INFINITY,
  });
  return [...(rules.data?.rules ?? []), ...(rules.data?.past ?? [])];
}

/** @param name `NZ-FIND-1 v1` */
export const ruleOf = (rules: readonly RuleRef[], name: string): RuleRef | null =>
  rules.find((rule) => `${rule.id} v${rule.version}` === name) ?? null;
