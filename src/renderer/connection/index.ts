/** The door of the connection: what screens need of it. */
export { ClientProvider, useClient } from './ClientProvider.tsx';
export { type Connection, createClient, type WorkstationClient } from './client.ts';
export { type Problem, problemOf } from './problem.ts';
