/**
 * Entry of the services worker (worker_threads). Serves one MessagePort per client.
 * Reports `ready` when it can answer, or `failed` with the reason; ends cleanly (keys cleared, database closed) on `close`.
 */
import { parentPort, workerData } from 'node:worker_threads';
import { isAppError } from '../core/errors.ts';
import { createServices } from './create-services.ts';
import { createPortServer } from './serve-port.ts';
import type { ServicesWorkerCommand, ServicesWorkerData, ServicesWorkerReport } from './worker-protocol.ts';

if (parentPort === null) throw new Error('services.worker runs in a worker thread');
const host = parentPort;
const report = (message: ServicesWorkerReport): void => host.postMessage(message);

try {
  const data = workerData as ServicesWorkerData;
  const services = createServices({
    dataDir: data.dataDir,
    workers: data.workers,
    resourcesDir: data.resourcesDir,
    offer: data.offer,
    host: data.host,
    version: data.version,
  });
  const servePort = createPortServer(services);
  host.on('message', (command: ServicesWorkerCommand) => {
    if (command.type === 'connect') servePort(command.port);
    if (command.type === 'close') void services.close().finally(() => process.exit(0));
  });
  report({ type: 'ready' });
} catch (error) {
  report({
    type: 'failed',
    code: isAppError(error) ? error.code : 'INTERNAL',
    message: isAppError(error) ? error.message : 'The services of the workstation could not be started.',
    tip: isAppError(error) ? error.tip : '',
  });
  process.exitCode = 1;
}
