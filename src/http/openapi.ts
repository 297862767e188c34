import swagger from '@fastify/swagger';
import type { FastifyInstance } from 'fastify';
import { jsonSchemaTransform, jsonSchemaTransformObject } from 'fastify-type-provider-zod';

import { scopes, scopeWords } from '#src/endpoints/partner.ts';

import { finished } from './openapi-document.ts';

const openApiPath = '/api/v1/openapi.json';

const partnerToken = [
  'A token of a partner’s system (`cap_…`), made by an operator, or of one endpoint (`cae_…`), which sees that endpoint alone. Each is made for scopes:',
  ...scopes.map((scope) => `* \`${scope}\` – ${scopeWords[scope]}`),
].join('\n');

/** Must be awaited before the first route: it collects them as they are registered. */
export async function collectOpenApi(app: FastifyInstance, version: string): Promise<void> {
  await app.register(swagger, {
    openapi: {
      openapi: '3.1.1',
      info: {
        title: 'consular-alerts',
        version,
        description:
          'Travel advisories of one government: what its officers do, what citizens and embassies may read. Errors are application/problem+json (RFC 9457).',
        license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
      },
      components: {
        securitySchemes: {
          officer: {
            type: 'http',
            scheme: 'bearer',
            description: 'An officer’s token, made with: npm run advisory -- token create',
          },
          partner: { type: 'http', scheme: 'bearer', description: partnerToken },
          signature: {
            type: 'apiKey',
            in: 'header',
            name: 'webhook-signature',
            description:
              'An endpoint signs its own call, as ours to it are signed (Standard Webhooks): `webhook-id`, `webhook-timestamp` of the last five minutes, and `webhook-signature` by its `v1` secret over the body.',
          },
        },
      },
    },
    transform: jsonSchemaTransform,
    transformObject: jsonSchemaTransformObject,
  });
}

export function serveOpenApi(app: FastifyInstance): void {
  app.get(openApiPath, { schema: { hide: true } }, () => finished(app.swagger()));
}
