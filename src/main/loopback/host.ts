/**
 * The loopback host: serves the renderer on 127.0.0.1 and pumps one client's frames to the services worker.
 * Runs in the main thread of a plain Node process. One client at a time; see guard.ts for who may be it.
 */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type RawData, type WebSocket, WebSocketServer } from 'ws';
import { type FrameChannel, pumpFrames } from '../frame-pump.ts';
import { contentSecurityPolicy, loadStaticFiles, serveStatic } from '../renderer-files.ts';
import type { StartedServices } from '../start-services.ts';
import { closeCodes, createTokenGate, isOurHost, isOurOrigin } from './guard.ts';

/** A request of the renderer is small: the biggest is a narrative. */
const maxFrameBytes = 1_000_000;
const firstFrameMs = 5_000;
/** Sockets that have not yet said a token. A page has one and says it at once; past this the oldest is let go. */
const maxUnknown = 8;
/** Connections of any kind: a browser opens about six. */
const maxConnections = 64;

export type LoopbackHost = {
  /** Address of the page without its token. */
  readonly origin: string;
  /** Address to open: carries the one-time token behind `#`, which never reaches a server log. */
  url(): string;
  close(): Promise<void>;
};

/** Starts the host on a random port of 127.0.0.1, or on `port`. */
export async function startLoopbackHost(options: {
  services: Pick<StartedServices, 'connect'>;
  rendererDir: string;
  port?: number;
}): Promise<LoopbackHost> {
  const files = loadStaticFiles(options.rendererDir);
  const gate = createTokenGate();
  let port = 0;
  let client: WebSocket | undefined;
  const http = createServer({ connectionsCheckingInterval: 1_000 }, (request, response) => {
    if (!isOurHost(request.headers.host, port)) {
      response.writeHead(403, { 'content-type': 'text/plain' }).end('Forbidden.');
      return;
    }
    serveStatic(files, contentSecurityPolicy(`ws://127.0.0.1:${port}`), request, response);
  });
  http.maxConnections = maxConnections;
  // Half a request is given up soon: it holds one of few places.
  http.headersTimeout = firstFrameMs;
  http.requestTimeout = firstFrameMs;
  const unknown = new Set<WebSocket>();
  const sockets = new WebSocketServer({ noServer: true, maxPayload: maxFrameBytes, perMessageDeflate: false });

  http.on('upgrade', (request, socket, head) => {
    const ours =
      isOurHost(request.headers.host, port) && isOurOrigin(request.headers.origin, port) && request.url === '/rpc';
    // Upgraded sockets are nobody's but ours: a peer that tears one down must not end the host.
    socket.on('error', () => socket.destroy());
    if (!ours) {
      socket.end('HTTP/1.1 403 Forbidden\r\nConnection: close\r\n\r\n', () => socket.destroy());
      return;
    }
    sockets.handleUpgrade(request, socket, head, (ws) => admit(ws));
  });

  function admit(ws: WebSocket): void {
    ws.on('error', () => ws.close());
    const [oldest] = unknown;
    if (oldest !== undefined && unknown.size >= maxUnknown) {
      unknown.delete(oldest);
      oldest.terminate();
    }
    unknown.add(ws);
    const known = (): void => {
      clearTimeout(timer);
      unknown.delete(ws);
    };
    const timer = setTimeout(() => ws.close(closeCodes.tooSlow, 'no token came'), firstFrameMs);
    ws.once('message', (data, isBinary) => {
      known();
      if (client && client.readyState === client.OPEN) {
        ws.close(closeCodes.secondClient, 'another window is connected');
        return;
      }
      if (isBinary || !gate.spend(String(data))) {
        ws.close(closeCodes.wrongToken, 'wrong token');
        return;
      }
      client = ws;
      pumpFrames(channelOf(ws), options.services.connect());
      ws.send(`ready ${gate.current()}`);
    });
    ws.once('close', known);
  }

  await new Promise<void>((resolve, reject) => {
    http.once('error', reject);
    http.listen(options.port ?? 0, '127.0.0.1', resolve);
  });
  port = (http.address() as AddressInfo).port;
  const origin = `http://127.0.0.1:${port}`;
  return {
    origin,
    url: () => `${origin}/#token=${gate.current()}`,
    async close() {
      for (const ws of sockets.clients) ws.terminate();
      http.closeAllConnections();
      await new Promise<void>((resolve) => http.close(() => resolve()));
    },
  };
}

/** A ws socket as a frame channel; listeners are attached after the first frame was taken. */
function channelOf(ws: WebSocket): FrameChannel {
  return {
    send: (frame) => ws.send(frame),
    close: () => ws.close(),
    onFrame: (listener) => ws.on('message', (data, isBinary) => listener(isBinary ? bytesOf(data) : String(data))),
    onClose: (listener) => ws.on('close', listener),
  };
}

function bytesOf(data: RawData): ArrayBuffer {
  if (data instanceof ArrayBuffer) return data;
  const joined = Array.isArray(data) ? Buffer.concat(data) : data;
  return Uint8Array.from(joined).buffer;
}
