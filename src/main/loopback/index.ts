/**
 * Entry of the loopback host. Runs as a Node process: `node out/main/loopback.js --data DIR [--offer JSON] [--port N]`.
 * Prints one JSON line `{"event":"open","url":…}` once the desk can be opened; ends with its parent or on a signal.
 */
import { parseArgs } from 'node:util';
import { hostLocations } from '../locations.ts';
import { startServices } from '../start-services.ts';
import { startLoopbackHost } from './host.ts';

const { values } = parseArgs({
  options: { data: { type: 'string' }, offer: { type: 'string' }, port: { type: 'string' } },
});
if (!values.data) {
  console.error('Say where the workstation keeps its data: --data DIR');
  process.exit(2);
}
const places = hostLocations(import.meta.url);
const services = await startServices(places.servicesWorker, {
  dataDir: values.data,
  workers: places.workers,
  resourcesDir: places.resourcesDir,
  offer: values.offer ? JSON.parse(values.offer) : null,
  host: 'loopback',
  version: places.version,
});
const host = await startLoopbackHost({
  services,
  rendererDir: places.rendererDir,
  port: values.port ? Number(values.port) : 0,
});
console.log(JSON.stringify({ event: 'open', url: host.url(), origin: host.origin }));

let ending = false;
async function end(code: number): Promise<void> {
  if (ending) return;
  ending = true;
  await host.close();
  await services.close();
  process.exit(code);
}
services.died.catch((error: Error) => {
  console.error(error.message);
  void end(1);
});
process.on('SIGINT', () => void end(0));
process.on('SIGTERM', () => void end(0));
// Started by another program: end when it does, so that nothing is left holding the workspace.
process.on('disconnect', () => void end(0));
