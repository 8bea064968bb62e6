/** The cameras held, asked for anew whenever sync has brought more or fewer. Renderer. */
import { useQuery } from '@tanstack/react-query';
import { useClient } from '../../connection/index.ts';
import { useSync } from './use-sync.ts';

export function useCameras() {
  const client = useClient();
  const held = useSync().data?.held.cameras ?? 0;
  return useQuery({
    queryKey: ['cameras', held],
    queryFn: () => client.cameras.list(),
    staleTime: 60_000,
    placeholderData: (before) => before,
  });
}
