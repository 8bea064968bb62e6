/** Whom this workstation trusts besides its server: witnesses and audit keys, as they are and as they are changed. Renderer. */
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { AuditKeySettings, WitnessSettings } from '../../../contract/settings-answers.ts';
import { useClient } from '../../connection/index.ts';

const WITNESSES = ['witnesses'];
const AUDIT_KEYS = ['audit-keys'];

export function useWitnesses() {
  const client = useClient();
  const queries = useQueryClient();
  const onSuccess = (settings: WitnessSettings): void => void queries.setQueryData(WITNESSES, settings);
  return {
    settings: useQuery<WitnessSettings>({ queryKey: WITNESSES, queryFn: () => client.settings.witnesses() }),
    add: useMutation({
      mutationFn: (asked: { verifierKey: string; note: string }) => client.settings.addWitness(asked),
      onSuccess,
    }),
    remove: useMutation({
      mutationFn: (asked: { verifierKey: string; note: string }) => client.settings.removeWitness(asked),
      onSuccess,
    }),
  };
}

export function useAuditKeys() {
  const client = useClient();
  const queries = useQueryClient();
  return {
    settings: useQuery<AuditKeySettings>({ queryKey: AUDIT_KEYS, queryFn: () => client.settings.auditKeys() }),
    accept: useMutation({
      mutationFn: (asked: { kids: string[]; note: string }) => client.settings.acceptAuditKeys(asked),
      onSuccess: (settings) => void queries.setQueryData(AUDIT_KEYS, settings),
    }),
  };
}
