/**
 * A witness of query logs: a small server of its own, meant to run where the administrator of the intel server has no
 * say. Runs in Node, on loopback unless said otherwise. It holds heads of trees, nothing of what was logged. IN44–IN47.
 */
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { WITNESS_PATH } from '../../contract/witness-request.ts';
import { readVerifierKey, writeVerifierKey } from '../../core/audit/signed-note.ts';
import { AppError } from '../../core/errors.ts';
import { addCheckpoint } from './add-checkpoint.ts';
import { openWitnessFolder } from './witness-folder.ts';

export type WitnessOptions = {
  readonly dataDir: string;
  /** Verifier key (vkey) of the intel server whose logs are witnessed: `waymark serve` shows it. */
  readonly serverKey: string;
  readonly host?: string;
  /** 0: any free port. */
  readonly port?: number;
  /** UTC epoch ms. */
  readonly clock?: () => number;
};
export type Witness = {
  readonly url: string;
  /** What others check its cosignatures with. */
  readonly verifierKey: string;
  readonly close: () => Promise<void>;
};

const BODY_LIMIT_BYTES = 64 * 1024;

/** Throws BAD_INPUT for a key that is none, and IO_FAILED where the port is in use. */
export async function startWitness(options: WitnessOptions): Promise<Witness> {
  const server = readVerifierKey(options.serverKey);
  if (server === null || server.kind !== 'cosignature' || !/^waymark\.invalid\/server\/[^/]+$/.test(server.name)) {
    throw new AppError('BAD_INPUT', {
      message: 'The key of the intel server is not one of its cosigner keys.',
      tip: 'Copy it whole from what `waymark serve` shows: waymark.invalid/server/…+…+…',
    });
  }
  const clock = options.clock ?? Date.now;
  const folder = openWitnessFolder(options.dataDir);
  const http = createServer((request, response) => {
    void readBody(request).then((body) => {
      const known = request.method === 'POST' && request.url === WITNESS_PATH;
      const answer =
        body === null
          ? { status: 413, type: 'text/plain', body: 'Too large.\n' }
          : known
            ? decide(() => addCheckpoint(folder, server, body, clock()))
            : { status: 404, type: 'text/plain', body: `Only POST ${WITNESS_PATH} is answered.\n` };
      response.writeHead(answer.status, { 'content-type': answer.type }).end(answer.body);
    });
  });
  const host = options.host ?? '127.0.0.1';
  await new Promise<void>((resolve, reject) => {
    http.once('error', (cause) =>
      reject(
        new AppError('IO_FAILED', {
          message: `The witness cannot listen on port ${options.port ?? 0}.`,
          tip: 'Stop what uses it, or choose another port with --port.',
          cause,
        }),
      ),
    );
    http.listen(options.port ?? 0, host, resolve);
  });
  return {
    url: `http://${host}:${(http.address() as AddressInfo).port}`,
    verifierKey: writeVerifierKey(folder.key),
    close: () =>
      new Promise((resolve) => {
        http.close(() => resolve());
        http.closeAllConnections();
      }),
  };
}

/** A disk that fails is no cosignature: what could not be kept must not be answered. */
function decide(work: () => ReturnType<typeof addCheckpoint>): ReturnType<typeof addCheckpoint> {
  try {
    return work();
  } catch {
    return { status: 500, type: 'text/plain', body: 'The checkpoint could not be kept, so it was not cosigned.\n' };
  }
}

/** Null where it is larger than any checkpoint. */
async function readBody(request: IncomingMessage): Promise<string | null> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  try {
    for await (const chunk of request) {
      bytes += (chunk as Buffer).length;
      if (bytes > BODY_LIMIT_BYTES) return null;
      chunks.push(chunk as Buffer);
    }
  } catch {
    return null;
  }
  return Buffer.concat(chunks).toString('utf8');
}
