/**
 * Carries frames between a client's channel and a services port, unread and unchanged. Runs in the main thread of a host.
 * Both sides speak the same encoding, so no method is declared again here. When one side closes, so does the other.
 */
import type { MessagePort } from 'node:worker_threads';

export type Frame = string | ArrayBuffer;

/** The client's side: a WebSocket or an Electron port, reduced to what a pump needs. */
export type FrameChannel = {
  send(frame: Frame): void;
  close(): void;
  onFrame(listener: (frame: Frame) => void): void;
  onClose(listener: () => void): void;
};

/** Connects the two sides. Frames that are neither text nor bytes are dropped: the contract has none. */
export function pumpFrames(channel: FrameChannel, port: MessagePort): void {
  let open = true;
  const end = (): void => {
    if (!open) return;
    open = false;
    port.close();
    channel.close();
  };
  channel.onFrame((frame) => {
    if (open) port.postMessage(frame, typeof frame === 'string' ? [] : [frame]);
  });
  channel.onClose(end);
  port.on('message', (frame: unknown) => {
    if (!open) return;
    if (typeof frame === 'string') channel.send(frame);
    else if (frame instanceof ArrayBuffer) channel.send(frame);
    else if (frame instanceof Uint8Array) channel.send(frame.slice().buffer as ArrayBuffer);
  });
  port.on('close', end);
  port.start();
}
