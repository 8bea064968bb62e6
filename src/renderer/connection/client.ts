/**
 * The way from this page to the services of the workstation, over whichever transport the host offers. Renderer.
 * Electron: a MessagePort handed over by the preload bridge. Loopback: a WebSocket to the page's own origin.
 * Only the type of the contract is imported: schemas are checked on the other side of the door.
 */
import { createORPCClient } from '@orpc/client';
import { RPCLink as PortLink } from '@orpc/client/message-port';
import { RPCLink as SocketLink } from '@orpc/client/websocket';
import type { ContractRouterClient } from '@orpc/contract';
import type { WorkstationContract } from '../../contract/workstation.ts';
import { keepNextToken, takeToken } from './token.ts';

export type WorkstationClient = ContractRouterClient<WorkstationContract>;

/** Why there is no connection: each has its own advice. */
export type LossReason = 'lost' | 'wrong-token' | 'second-client' | 'no-answer' | 'no-token';

export interface Connection {
  readonly client: WorkstationClient;
  /** Resolves once, when the connection is gone for good. */
  readonly lost: Promise<LossReason>;
  close(): void;
}

export class ConnectionRefused extends Error {
  readonly reason: LossReason;
  constructor(reason: LossReason) {
    super(`Not connected: ${reason}.`);
    this.name = 'ConnectionRefused';
    this.reason = reason;
  }
}

/** Agreed with the loopback host: how it says why it closed the socket. */
const CLOSE_WRONG_TOKEN = 4401;
const CLOSE_SECOND_CLIENT = 4409;
const READY_TIMEOUT_MS = 15_000;

/** Name of the message that carries the port to the preload. */
export const PORT_MESSAGE = 'waymark:port';

/** Connects, or rejects with {@link ConnectionRefused}. */
export function createClient(): Promise<Connection> {
  return 'waymark' in globalThis ? connectByPort() : connectBySocket();
}

async function connectByPort(): Promise<Connection> {
  const channel = new MessageChannel();
  const { promise: lost, resolve } = Promise.withResolvers<LossReason>();
  channel.port1.addEventListener('close', () => resolve('lost'));
  const link = new PortLink({ port: channel.port1 });
  // oRPC listens but does not start the port.
  channel.port1.start();
  window.postMessage(PORT_MESSAGE, location.origin, [channel.port2]);
  return { client: createORPCClient<WorkstationClient>(link), lost, close: () => channel.port1.close() };
}

async function connectBySocket(): Promise<Connection> {
  const token = takeToken();
  if (token === null) throw new ConnectionRefused('no-token');
  const address = new URL('/rpc', location.href);
  address.protocol = address.protocol === 'https:' ? 'wss:' : 'ws:';
  const socket = new WebSocket(address);
  socket.binaryType = 'arraybuffer';
  const { promise: lost, resolve: lose } = Promise.withResolvers<LossReason>();
  socket.addEventListener('close', (event) => lose(reasonOf(event.code)));
  await untilReady(socket, token);
  const link = new SocketLink({ websocket: socket });
  return { client: createORPCClient<WorkstationClient>(link), lost, close: () => socket.close(1000) };
}

/** Sends the token as the first frame and waits for the host's `ready`, before oRPC sees a single frame. */
function untilReady(socket: WebSocket, token: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const done = (settle: () => void): void => {
      clearTimeout(timer);
      socket.removeEventListener('open', onOpen);
      socket.removeEventListener('message', onMessage);
      socket.removeEventListener('close', onClose);
      settle();
    };
    const onOpen = (): void => socket.send(token);
    const onMessage = (event: MessageEvent): void => {
      const [word, nextToken] = typeof event.data === 'string' ? event.data.split(' ') : [];
      if (word !== 'ready') return;
      keepNextToken(nextToken ?? null);
      done(resolve);
    };
    const onClose = (event: CloseEvent): void => done(() => reject(new ConnectionRefused(reasonOf(event.code))));
    const timer = setTimeout(() => {
      done(() => reject(new ConnectionRefused('no-answer')));
      socket.close();
    }, READY_TIMEOUT_MS);
    socket.addEventListener('open', onOpen);
    socket.addEventListener('message', onMessage);
    socket.addEventListener('close', onClose);
  });
}

function reasonOf(closeCode: number): LossReason {
  if (closeCode === CLOSE_WRONG_TOKEN) return 'wrong-token';
  return closeCode === CLOSE_SECOND_CLIENT ? 'second-client' : 'lost';
}
