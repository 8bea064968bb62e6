/**
 * The door of the services for callers in the same process (command line, tests). Hosts use `services.worker.ts` and
 * the types of `worker-protocol.ts`. Node only.
 */
export { createServices, type Services, type ServicesOptions } from './create-services.ts';
export { createInProcessClient, type WorkstationClient } from './in-process-client.ts';
