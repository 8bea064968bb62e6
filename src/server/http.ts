/**
 * The HTTP side of the server: Fastify takes bodies as bytes (a proof covers exactly these) up to a limit, oRPC does
 * the rest. Errors never carry a stack, a plate or a parameter.
 */
import { OpenAPIHandler } from '@orpc/openapi/fetch';
import { ORPCError, onError } from '@orpc/server';
import fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import type { Call, ServerParts } from './context.ts';
import { serveDocs } from './docs-page.ts';
import { createRouter } from './router.ts';

const MB = 1024 * 1024;
/** A full page of the query log, or an enrolment: small. Ingest carries recordings and pictures. */
export const BODY_LIMIT_BYTES = 16 * MB;
export const INGEST_BODY_LIMIT_BYTES = 48 * MB;

export function createHttp(parts: ServerParts): FastifyInstance {
  const app = fastify({
    logger: false,
    bodyLimit: BODY_LIMIT_BYTES,
    forceCloseConnections: true,
    routerOptions: { maxParamLength: 500 },
  });
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body));
  const handler = new OpenAPIHandler(createRouter(parts), {
    interceptors: [
      onError((error) => {
        if (!(error instanceof ORPCError) || error.status >= 500) parts.log(`failed: ${describe(error)}`);
      }),
    ],
  });
  const answer = async (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> => {
    const call = callOf(request);
    const { matched, response } = await handler.handle(fetchRequest(request, call), { context: { call } });
    if (!matched) return reply.code(404).send(problem('NOT_FOUND', 404, 'There is no such method. See /docs.'));
    reply.code(response.status).header('cache-control', 'no-store');
    for (const [name, value] of response.headers) if (name !== 'content-length') reply.header(name, value);
    return reply.send(Buffer.from(await response.arrayBuffer()));
  };
  serveDocs(app, parts.version);
  app.all('/ingest/*', { bodyLimit: INGEST_BODY_LIMIT_BYTES }, answer);
  app.all('/*', answer);
  app.setErrorHandler((error, request, reply) => {
    if ((error as { code?: string }).code === 'FST_ERR_CTP_BODY_TOO_LARGE') {
      const limit = request.url.startsWith('/ingest/') ? INGEST_BODY_LIMIT_BYTES : BODY_LIMIT_BYTES;
      const message = `This request is larger than ${limit / MB} MB. Nothing of it was taken. Send it in smaller parts.`;
      return reply.code(413).send(problem('PAYLOAD_TOO_LARGE', 413, message));
    }
    const status = (error as { statusCode?: number }).statusCode ?? 500;
    if (status >= 500) parts.log(`failed: ${describe(error)}`);
    return reply
      .code(status)
      .send(
        problem(status >= 500 ? 'INTERNAL_SERVER_ERROR' : 'BAD_REQUEST', status, 'The request could not be handled.'),
      );
  });
  return app;
}

function callOf(request: FastifyRequest): Call {
  return {
    method: request.method,
    url: request.url,
    body: Buffer.isBuffer(request.body) ? new Uint8Array(request.body) : new Uint8Array(),
    header: (name) => {
      const value = request.headers[name];
      return typeof value === 'string' ? value : null;
    },
    from: request.ip,
  };
}

function fetchRequest(request: FastifyRequest, call: Call): Request {
  const headers = new Headers();
  for (const [name, value] of Object.entries(request.headers)) if (typeof value === 'string') headers.set(name, value);
  const hasBody = request.method !== 'GET' && request.method !== 'HEAD';
  return new Request(new URL(call.url, 'http://server.invalid'), {
    method: request.method,
    headers,
    ...(hasBody ? { body: new Uint8Array(call.body) } : {}),
  });
}

/** The shape oRPC clients understand. */
const problem = (code: string, status: number, message: string) => ({ defined: false, code, status, message });

/** For the log of the server: the kind of error and where, without values of a statement. */
function describe(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown';
  const cause = error.cause instanceof Error ? ` (${error.cause.name}: ${error.cause.message})` : '';
  return `${error.name}: ${error.message}${cause}`.slice(0, 500);
}
