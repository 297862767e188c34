import formbody from '@fastify/formbody';
import Fastify from 'fastify';
import type { FastifyInstance } from 'fastify';
import { serializerCompiler, validatorCompiler } from 'fastify-type-provider-zod';
import type { Logger } from 'pino';

import { AppError } from '#src/errors.ts';

import { registerApi } from './api/api.ts';
import type { ApiNeeds } from './api/api.ts';
import { registerCanary } from './canary.ts';
import type { CanaryDoor } from './canary.ts';
import { answerErrors, answerUnroutable } from './errors.ts';
import type { RenderError } from './errors.ts';
import { registerEventSchemas } from './event-schemas.ts';
import type { EventSchemasNeeds } from './event-schemas.ts';
import type { Figures } from './figures.ts';
import { registerHealth } from './health.ts';
import type { ReadinessChecks } from './health.ts';
import { registerJwks } from './jwks.ts';
import { createMetrics } from './metrics.ts';
import { collectOpenApi, serveOpenApi } from './openapi.ts';
import { logRequests } from './request-log.ts';
import { rememberRoutes } from './routes.ts';
import { refuseUnstorableText } from './storable.ts';

export interface ServerNeeds extends ApiNeeds, EventSchemasNeeds {
  readonly log: Logger;
  /** Of the program, as the OpenAPI document says it. */
  readonly version: string;
  readonly checks: ReadinessChecks;
  readonly figures: Figures;
  /** Proxies whose word is taken for where a request came from: addresses or CIDR. */
  readonly trustedProxies?: readonly string[];
  /** Where webhook canaries come home; none are called when left out. */
  readonly canaryDoor?: CanaryDoor | undefined;
  /** Adds the public pages and the citizens'. Forms are parsed in there and nowhere else. */
  readonly pages?: (app: FastifyInstance) => void;
  readonly renderError?: RenderError;
}

export interface Server extends AsyncDisposable {
  readonly app: FastifyInstance;
  /** Gives the address it listens on. Throws PORT_IN_USE when somebody else does. */
  readonly listen: (at: { readonly host: string; readonly port: number }) => Promise<string>;
}

const megabyte = 1_048_576;

/** Everything that is spoken over HTTP. Closing it waits for the requests under way. */
export async function createServer(needs: ServerNeeds): Promise<Server> {
  const { log, version, checks, figures, pages, renderError, trustedProxies = [] } = needs;
  const app = Fastify({
    logger: false,
    bodyLimit: megabyte,
    trustProxy: [...trustedProxies],
    // Each route says itself how long its parts may be, in our words.
    routerOptions: { maxParamLength: 16_384 },
    frameworkErrors: answerUnroutable,
  });
  app.setValidatorCompiler(validatorCompiler);
  app.setSerializerCompiler(serializerCompiler);
  const metrics = createMetrics(figures);
  const methodsAt = rememberRoutes(app);
  logRequests(app, log, metrics.observe);
  refuseUnstorableText(app);
  answerErrors(app, { log, methodsAt, renderError });
  await collectOpenApi(app, version);
  registerHealth(app, checks);
  metrics.register(app);
  await serveOpenApi(app);
  registerEventSchemas(app, needs);
  await app.register((api) => registerApi(api, needs), { prefix: '/api/v1' });
  registerJwks(app, needs.endpoints);
  if (needs.canaryDoor !== undefined) registerCanary(app, needs.canaryDoor);
  if (pages !== undefined) await app.register(withForms(pages));
  await app.ready();
  return {
    app,
    listen: (at) => listen(app, at),
    [Symbol.asyncDispose]: async () => {
      await app.close();
    },
  };
}

/** A form posted to the API by another site's page would need no leave of the browser; so only pages take forms. */
function withForms(pages: (app: FastifyInstance) => void) {
  return async (scope: FastifyInstance): Promise<void> => {
    await scope.register(formbody);
    pages(scope);
  };
}

async function listen(
  app: FastifyInstance,
  { host, port }: { host: string; port: number },
): Promise<string> {
  return app.listen({ host, port }).catch((cause: unknown) => {
    if (!isInUse(cause)) throw cause;
    throw new AppError(
      'PORT_IN_USE',
      `Port ${port} on ${host} is already in use: stop what listens there, or set PORT to another one (0 takes a free one)`,
      { cause },
    );
  });
}

function isInUse(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'EADDRINUSE';
}
