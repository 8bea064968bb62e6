/**
 * The contract client for callers in the same process (the command line, tests): no transport, same checks.
 * Runs in Node.
 */
import type { ContractRouterClient } from '@orpc/contract';
import { createRouterClient } from '@orpc/server';
import type { WorkstationContract } from '../contract/workstation.ts';
import { contractError } from './app-failure.ts';
import type { Services } from './create-services.ts';

export type WorkstationClient = ContractRouterClient<WorkstationContract>;

export function createInProcessClient(services: Services): WorkstationClient {
  return createRouterClient(services.router, {
    context: services.context,
    interceptors: [
      async ({ next }) => {
        try {
          return await next();
        } catch (error) {
          throw contractError(error);
        }
      },
    ],
  });
}
