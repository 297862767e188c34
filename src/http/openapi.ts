import swagger from '@fastify/swagger';
import swaggerUi from '@fastify/swagger-ui';
import type { FastifyInstance } from 'fastify';
import { jsonSchemaTransform, jsonSchemaTransformObject } from 'fastify-type-provider-zod';

import { scopes, scopeWords } from '#src/endpoints/partner.ts';
import { paths } from '#src/rendering/paths.ts';

import { tagAnswers } from './api/etag.ts';
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

/** The document, and a page on which people read it. */
export async function serveOpenApi(app: FastifyInstance): Promise<void> {
  await app.register(async (scope) => {
    tagAnswers(scope);
    let document: string | undefined; // no route comes after the first answer
    scope.get(openApiPath, { schema: { hide: true } }, (_request, reply) => {
      document ??= JSON.stringify(finished(app.swagger()));
      return reply.type('application/json; charset=utf-8').send(document);
    });
  });
  await app.register(serveReference);
}

async function serveReference(scope: FastifyInstance): Promise<void> {
  scope.addHook('onRequest', async (_request, reply) => {
    reply.headers(referenceHeaders);
  });
  await scope.register(swaggerUi, {
    routePrefix: paths.reference,
    theme: { title: 'consular-alerts: the API' },
    // A page that explains is no place to publish from.
    uiConfig: { supportedSubmitMethods: ['get'], deepLinking: true },
    transformSpecification: (document) => finished(document),
    transformSpecificationClone: false,
  });
}

/** Nothing but this service is asked, and only its own scripts run. The hash is of the one style that the library puts into the page. */
const referenceHeaders = {
  'content-security-policy':
    "default-src 'none'; script-src 'self'; style-src 'self' 'sha256-RL3ie0nH+Lzz2YNqQN83mnU0J1ot4QL7b99vMdIX99w='; img-src 'self' data:; connect-src 'self'; form-action 'none'; base-uri 'none'; frame-ancestors 'none'",
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
} as const;
