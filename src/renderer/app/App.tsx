/** The whole window: theme, connection, session, then the desk. Renderer. */
import { BlueprintProvider } from '@blueprintjs/core';
import { QueryClientProvider } from '@tanstack/react-query';
import { useState } from 'react';
import { ClientProvider, type Connection } from '../connection/index.ts';
import { CommandProvider, DeskProvider, ThemeProvider, useKeyupGuard } from '../desk/index.ts';
import { SessionGate } from '../features/session/index.ts';
import { UtcHover } from '../parts/index.ts';
import { AuditorFrame } from './AuditorFrame.tsx';
import { Frame } from './Frame.tsx';
import { createQueries } from './queries.ts';

export function App({ connect }: { connect: () => Promise<Connection> }) {
  const [queries] = useState(createQueries);
  useKeyupGuard();
  return (
    <ThemeProvider>
      <BlueprintProvider>
        <QueryClientProvider client={queries}>
          <div className="wm-window">
            <ClientProvider connect={connect}>
              <SessionGate>
                {(session) => (
                  // Another user starts from an empty desk.
                  <DeskProvider key={session.user.id} start={session.user.role === 'auditor' ? 'audit' : 'cases'}>
                    <CommandProvider>
                      {session.user.role === 'auditor' ? (
                        <AuditorFrame session={session} />
                      ) : (
                        <Frame session={session} />
                      )}
                    </CommandProvider>
                  </DeskProvider>
                )}
              </SessionGate>
            </ClientProvider>
            <UtcHover />
          </div>
        </QueryClientProvider>
      </BlueprintProvider>
    </ThemeProvider>
  );
}
