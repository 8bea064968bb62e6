/**
 * The only door between the page and the shell: one message that brings one port. Runs in Electron's main process.
 * A sender that is not the top frame of our own page is turned away.
 */
import { type IpcMainEvent, ipcMain, type MessagePortMain } from 'electron';
import { type Frame, type FrameChannel, pumpFrames } from '../frame-pump.ts';
import type { StartedServices } from '../start-services.ts';
import { bundleOrigin } from './protocol.ts';

export const connectChannel = 'waymark:connect';

/** True for the top frame of our own page, whatever else runs in the process. */
export function isOurPage(event: Pick<IpcMainEvent, 'senderFrame'>): boolean {
  const frame = event.senderFrame;
  if (frame === null || frame.parent !== null) return false;
  return frame.url === bundleOrigin || frame.url.startsWith(`${bundleOrigin}/`);
}

export function installDoor(services: Pick<StartedServices, 'connect'>): void {
  ipcMain.on(connectChannel, (event) => {
    const port = event.ports[0];
    if (port === undefined) return;
    if (!isOurPage(event)) {
      port.close();
      return;
    }
    pumpFrames(channelOf(port), services.connect());
    port.start();
  });
}

/** Electron's main-process port cannot be handed to a worker thread, so its frames are carried. */
function channelOf(port: MessagePortMain): FrameChannel {
  return {
    send: (frame) => port.postMessage(frame),
    close: () => port.close(),
    onFrame: (listener) =>
      port.on('message', ({ data }: { data: unknown }) => {
        const frame = frameOf(data);
        if (frame !== null) listener(frame);
      }),
    onClose: (listener) => port.on('close', listener),
  };
}

function frameOf(data: unknown): Frame | null {
  if (typeof data === 'string' || data instanceof ArrayBuffer) return data;
  return data instanceof Uint8Array ? Uint8Array.from(data).buffer : null;
}
