/**
 * Serves the workstation contract on one MessagePort. Runs in the services worker.
 * Closing the port ends the client's calls; input that does not fit the contract is refused with the fields' names.
 * Always: a frame that is none ends that client and nothing else.
 */
import type { MessagePort } from 'node:worker_threads';
import { RPCHandler } from '@orpc/server/websocket';
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
    const peer = {
      send: (frame: string | ArrayBufferLike | ArrayBufferView | Blob) => port.postMessage(frame),
      addEventListener: () => {},
    };
    port.on('message', (frame: unknown) => {
      // The library's own port adapter drops this promise: one malformed frame would end the worker, and the desk with it.
      serveFrame(frame).catch(() => port.close());
    });
    port.on('close', () => handler.close(peer));
    port.start();

    async function serveFrame(frame: unknown): Promise<void> {
      if (typeof frame !== 'string' && !(frame instanceof ArrayBuffer) && !(frame instanceof Uint8Array))
        throw new TypeError('neither text nor bytes');
      await handler.message(peer, typeof frame === 'string' ? frame : Uint8Array.from(bytesOf(frame)).buffer, {
        context: services.context,
      });
    }
  };
}

const bytesOf = (frame: ArrayBuffer | Uint8Array): Uint8Array =>
  frame instanceof ArrayBuffer ? new Uint8Array(frame) : frame;
