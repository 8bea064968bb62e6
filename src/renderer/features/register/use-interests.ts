/** Vehicles that the signed-in person has an interest in: their own, their household's. Renderer. */
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { DeclaredInterest } from '../../../contract/authority-answers.ts';
import { useClient } from '../../connection/index.ts';

export interface InterestAsked {
  readonly plate: string;
  readonly relation: DeclaredInterest['relation'];
  readonly reason: string;
}

export function useInterests() {
  const client = useClient();
  return useQuery<DeclaredInterest[]>({ queryKey: ['interests'], queryFn: () => client.authority.interests() });
}

export function useDeclareInterest() {
  const client = useClient();
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (asked: InterestAsked) => client.authority.declareInterest(asked),
    onSuccess: () => void queries.invalidateQueries({ queryKey: ['interests'] }),
  });
}
