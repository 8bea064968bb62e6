/**
 * How answers are kept. Renderer. Nothing is asked again by itself: most questions are written to the log, and a log
 * that fills by refocusing a window says nothing about people.
 */
import { MutationCache, QueryCache, QueryClient } from '@tanstack/react-query';
import { problemOf } from '../connection/index.ts';

export function createQueries(): QueryClient {
  const onError = (error: unknown): void => {
    if (problemOf(error).code === 'NOT_SIGNED_IN') void client.invalidateQueries({ queryKey: ['session'] });
  };
  const client: QueryClient = new QueryClient({
    queryCache: new QueryCache({ onError }),
    mutationCache: new MutationCache({ onError }),
    defaultOptions: {
      queries: {
        // The services are on this machine: what the browser thinks of the network does not matter.
        networkMode: 'always',
        retry: false,
        refetchOnWindowFocus: false,
        refetchOnReconnect: false,
        refetchOnMount: true,
        staleTime: 5000,
      },
      mutations: { networkMode: 'always', retry: false },
    },
  });
  return client;
}
