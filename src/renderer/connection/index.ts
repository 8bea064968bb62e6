/** The door of the connection: what screens need of it. */
export { ClientProvider, useClient } from './ClientProvider.tsx';
export type { Connection, WorkstationClient } from './client.ts';
export { problemOf } from './problem.ts';
