/**
 * The API description (`/openapi.json`) and its page (`/docs`), served from this machine alone: the page loads nothing
 * from elsewhere, and its policy would not let it.
 */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { OpenAPIGenerator } from '@orpc/openapi';
import { ZodToJsonSchemaConverter } from '@orpc/zod/zod4';
import type { FastifyInstance } from 'fastify';
import { intelContract } from '../contract/intel.ts';

const POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

const PAGE = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Waymark intel server</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="/docs/swagger-ui.css">
</head>
<body>
<div id="ui"></div>
<script src="/docs/swagger-ui-bundle.js"></script>
<script src="/docs/start.js"></script>
</body>
</html>
`;

const START = `SwaggerUIBundle({ url: '/openapi.json', dom_id: '#ui', validatorUrl: null, deepLinking: true });\n`;

export async function openApiDocument(version: string): Promise<object> {
  const generator = new OpenAPIGenerator({ schemaConverters: [new ZodToJsonSchemaConverter()] });
  return generator.generate(intelContract, {
    info: {
      title: 'Waymark intel server',
      version,
      description:
        'Times are UTC epoch milliseconds. Workstations send a bearer token and, with every call, the header x-waymark-proof; providers send their ingest key as a bearer token.',
    },
    components: {
      securitySchemes: {
        bearer: { type: 'http', scheme: 'bearer', description: 'session token, or a provider’s ingest key' },
        deviceProof: { type: 'apiKey', in: 'header', name: 'x-waymark-proof', description: 'JWS by the device key' },
      },
    },
    security: [{ bearer: [], deviceProof: [] }],
  });
}

export function serveDocs(app: FastifyInstance, version: string): void {
  const dist = dirname(createRequire(import.meta.url).resolve('swagger-ui-dist/package.json'));
  let document: Promise<object> | null = null;
  app.get('/openapi.json', async (_request, reply) => {
    document ??= openApiDocument(version);
    return reply.type('application/json').send(JSON.stringify(await document));
  });
  const files: Record<string, readonly [type: string, body: () => string | Buffer]> = {
    '/docs': ['text/html; charset=utf-8', () => PAGE],
    '/docs/start.js': ['text/javascript; charset=utf-8', () => START],
    '/docs/swagger-ui.css': ['text/css; charset=utf-8', () => readFileSync(join(dist, 'swagger-ui.css'))],
    '/docs/swagger-ui-bundle.js': [
      'text/javascript; charset=utf-8',
      () => readFileSync(join(dist, 'swagger-ui-bundle.js')),
    ],
  };
  for (const [path, [type, body]] of Object.entries(files)) {
    app.get(path, async (_request, reply) =>
      reply
        .type(type)
        .header('content-security-policy', POLICY)
        .header('x-content-type-options', 'nosniff')
        .header('referrer-policy', 'no-referrer')
        .send(body()),
    );
  }
}
