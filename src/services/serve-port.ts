/**
 * Serves the workstation contract on one MessagePort. Runs in the services worker.
 * Closing the port ends the client's calls; input that does not fit the contract is refused with the fields' names.
 */
import type { MessagePort } from 'node:worker_threads';
import { RPCHandler } from '@orpc/server/message-port';
import { contractError } from './app-failure.ts';
import type { Services } from './create-services.ts';

export function createPortServer(services: Services): (port: MessagePort) => void {
  const handler = new RPCHandler(services.router, {
    clientInterceptors: [
      async ({ next }) => {
        try {
          return await next();
        } catch (error) {
          throw contractError(error);
        }
      },
    ],
  });
  return (port) => {
    handler.upgrade(port, { context: services.context });
    port.start();
  };
}
