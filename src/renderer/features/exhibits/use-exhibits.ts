/** The exhibits of a case, and taking one out and back in again. Renderer. */
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useClient, type WorkstationClient } from '../../connection/index.ts';
import { toast } from '../../desk/index.ts';

export type ExhibitRow = Awaited<ReturnType<WorkstationClient['exhibits']['list']>>[number];

export function useExhibits(caseId: string) {
  const client = useClient();
  return useQuery({ queryKey: ['exhibits', caseId], queryFn: () => client.exhibits.list({ caseId }) });
}

export function useRemoveExhibit(caseId: string) {
  const client = useClient();
  const queries = useQueryClient();
  const refresh = (): void => {
    for (const key of ['exhibits', 'pack-checks', 'cases', 'detection'])
      void queries.invalidateQueries({ queryKey: [key], refetchType: key === 'detection' ? 'none' : 'active' });
  };
  const restore = useMutation({
    mutationFn: (exhibitId: string) => client.exhibits.restore({ caseId, exhibitId }),
    onSuccess: (exhibit) => {
      refresh();
      toast({ message: `Exhibit ${exhibit.number} is back.` });
    },
    onError: () => toast({ message: 'It could not be put back. The log still has it.', intent: 'danger' }),
  });
  return useMutation({
    mutationFn: (asked: { exhibitId: string; reason: string }) => client.exhibits.remove({ caseId, ...asked }),
    onSuccess: (exhibit) => {
      refresh();
      toast({
        message: `Exhibit ${exhibit.number} taken out. The log keeps that it was one, and why it is not.`,
        action: { text: 'Undo', onClick: () => restore.mutate(exhibit.id) },
      });
    },
  });
}
