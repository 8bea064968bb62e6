/** Holds the connection and gives its client to the screens below; shows the banner when it is lost. Renderer. */
import { useQueryClient } from '@tanstack/react-query';
import { createContext, type ReactNode, useCallback, useContext, useEffect, useState } from 'react';
import { ConnectionBanner, ConnectionScreen } from './ConnectionLost.tsx';
import { type Connection, ConnectionRefused, type LossReason, type WorkstationClient } from './client.ts';

const ClientContext = createContext<WorkstationClient | null>(null);

/** The services of this workstation. */
export function useClient(): WorkstationClient {
  const client = useContext(ClientContext);
  if (client === null) throw new Error('useClient is used outside ClientProvider.');
  return client;
}

type State =
  | { phase: 'connecting' }
  | { phase: 'ready'; connection: Connection }
  | { phase: 'lost'; connection: Connection | null; reason: LossReason };

export function ClientProvider({ connect, children }: { connect: () => Promise<Connection>; children: ReactNode }) {
  const [state, setState] = useState<State>({ phase: 'connecting' });
  const [attempt, setAttempt] = useState(0);
  const queries = useQueryClient();

  // biome-ignore lint/correctness/useExhaustiveDependencies: `attempt` is what asks for another connection.
  useEffect(() => {
    let current = true;
    let opened: Connection | null = null;
    connect().then(
      (connection) => {
        opened = connection;
        if (!current) return connection.close();
        setState({ phase: 'ready', connection });
        // What failed while there was no connection is asked again; what was answered stays: asking is logged.
        void queries.refetchQueries({ predicate: (query) => query.state.status === 'error' });
        void connection.lost.then((reason) => {
          if (current) setState({ phase: 'lost', connection, reason });
        });
      },
      (error: unknown) => {
        const reason = error instanceof ConnectionRefused ? error.reason : 'lost';
        if (current) {
          setState((before) => ({
            phase: 'lost',
            connection: before.phase === 'connecting' ? null : before.connection,
            reason,
          }));
        }
      },
    );
    return () => {
      current = false;
      opened?.close();
    };
  }, [attempt, connect, queries]);

  const reconnect = useCallback(() => setAttempt((count) => count + 1), []);
  if (state.phase === 'connecting') return <ConnectionScreen reason={null} onReconnect={reconnect} />;
  // Once connected, the screens stay: what was typed is not lost with the connection.
  if (state.connection === null)
    return <ConnectionScreen reason={state.phase === 'lost' ? state.reason : 'lost'} onReconnect={reconnect} />;
  return (
    <ClientContext value={state.connection.client}>
      {state.phase === 'lost' && <ConnectionBanner reason={state.reason} onReconnect={reconnect} />}
      {children}
    </ClientContext>
  );
}
