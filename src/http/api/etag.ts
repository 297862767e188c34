import { createHash } from 'node:crypto';

import type { FastifyInstance } from 'fastify';

import { isHeld } from '#src/http/pages/conditional.ts';

/** Whoever holds just what would be answered is told so instead (RFC 9110 § 13.1.2). The tag is a hash of the answer. */
export function tagAnswers(api: FastifyInstance): void {
  api.addHook('onSend', async ({ method, headers, caller }, reply, payload) => {
    if (!['GET', 'HEAD'].includes(method) || reply.statusCode !== 200) return payload;
    if (typeof payload !== 'string') return payload;
    const etag = `"${createHash('sha256').update(payload).digest('base64url').slice(0, 27)}"`;
    reply.header('etag', etag);
    if (!reply.hasHeader('cache-control'))
      reply.header('cache-control', `${caller === undefined ? 'public' : 'private'}, no-cache`);
    const asked = { 'if-none-match': headers['if-none-match'] };
    if (!isHeld(asked, { etag, changedAt: undefined })) return payload;
    reply.code(304).removeHeader('content-type').removeHeader('content-length');
    return '';
  });
}
