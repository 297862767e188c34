import type { FastifyReply, FastifyRequest } from 'fastify';

import { isHeld } from './conditional.ts';
import { encodingFor } from './encoded.ts';
import type { Kept } from './shelf.ts';

/** Every program may read feeds, those in the pages of other sites too. */
const feedHeaders = {
  'access-control-allow-origin': '*',
  'access-control-expose-headers': 'ETag, Last-Modified',
  'cross-origin-resource-policy': 'cross-origin',
  'cache-control': 'public, max-age=60',
} as const;

interface Answer {
  readonly kept: Kept;
  readonly type: string;
  readonly vary: string;
}

/** A feed, or that its reader has it. The tag is weak: it is the same however the feed is packed. */
export async function answerFeed(
  request: FastifyRequest,
  reply: FastifyReply,
  { kept: { text, changedAt }, type, vary }: Answer,
): Promise<FastifyReply> {
  const etag = `W/"${text.hash}"`;
  reply.headers({ ...feedHeaders, etag, vary });
  if (changedAt !== undefined) reply.header('last-modified', changedAt.toUTCString());
  if (isHeld(request.headers, { etag, changedAt })) return reply.code(304).send();
  const encoding = encodingFor(request.headers['accept-encoding'], ['gzip']);
  if (encoding !== 'identity') reply.header('content-encoding', encoding);
  return reply.type(type).send(await text[encoding]());
}

/** What a browser asks before a script of another site may say what it holds already. */
export async function allowReading(
  _request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  return reply
    .code(204)
    .headers({
      ...feedHeaders,
      'access-control-allow-methods': 'GET, HEAD',
      'access-control-allow-headers': 'If-None-Match, If-Modified-Since',
      'access-control-max-age': '86400',
    })
    .send();
}
