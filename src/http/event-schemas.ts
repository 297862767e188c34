import { createHash } from 'node:crypto';

import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';

import { eventTypes } from '#src/endpoints/event-type.ts';
import type { EventType } from '#src/endpoints/event-type.ts';
import { jsonSchemaOf } from '#src/endpoints/payload-schemas.ts';
import { rootOf } from '#src/endpoints/reference.ts';
import { AppError } from '#src/errors.ts';

import { isHeld } from './pages/conditional.ts';

export interface EventSchemasNeeds {
  readonly publicUrl: string;
  /** A body of each type as it would be sent. */
  readonly eventExample: (type: EventType) => Promise<unknown>;
}

const paramsSchema = z.object({ file: z.string().max(100) });

/** What endpoints are told, for whoever builds a receiver: open to every program and every site, at addresses that stay. */
export function registerEventSchemas(app: FastifyInstance, needs: EventSchemasNeeds): void {
  const { publicUrl, eventExample } = needs;
  const base = `${rootOf(publicUrl)}/schemas/events`;
  const options = { schema: { hide: true } };

  app.get('/schemas/events', options, (request, reply) => {
    const types = eventTypes.map((type) => ({
      type,
      schema: `${base}/${type}.json`,
      example: `${base}/${type}.example.json`,
    }));
    return answer(request, reply, { text: textOf({ types }), media: 'application/json' });
  });

  app.get('/schemas/events/:file', options, async (request, reply) => {
    const { file } = paramsSchema.parse(request.params);
    const [, name, example] = /^([a-z_]+\.[a-z_]+)(\.example)?\.json$/.exec(file) ?? [];
    const type = eventTypes.find((one) => one === name);
    if (type === undefined)
      throw new AppError('NOT_FOUND', `There is no schema ${file}: see ${base}`);
    return example === undefined
      ? answer(request, reply, {
          text: textOf(jsonSchemaOf(type, `${base}/${type}.json`)),
          media: 'application/schema+json',
        })
      : answer(request, reply, {
          text: textOf(await eventExample(type)),
          media: 'application/json',
        });
  });
}

function textOf(value: unknown): string {
  return `${JSON.stringify(value, undefined, 2)}\n`;
}

function answer(
  request: FastifyRequest,
  reply: FastifyReply,
  { text, media }: { readonly text: string; readonly media: string },
) {
  const etag = `"${createHash('sha256').update(text).digest('base64url').slice(0, 22)}"`;
  reply
    .header('etag', etag)
    .header('cache-control', 'public, max-age=3600')
    .header('access-control-allow-origin', '*')
    .header('x-content-type-options', 'nosniff');
  if (isHeld(request.headers, { etag, changedAt: undefined })) return reply.code(304).send();
  return reply.type(`${media}; charset=utf-8`).send(text);
}
