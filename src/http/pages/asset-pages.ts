import type { FastifyInstance } from 'fastify';

import { paths } from '#src/rendering/paths.ts';

import { encoded, encodingFor } from './encoded.ts';
import { guardPages } from './page-scope.ts';
import { securityTxt } from './security-txt.ts';

export interface AssetPagesDeps {
  readonly languages: readonly string[];
  readonly publicUrl: string;
  /** Where to report a security problem: an e-mail address. */
  readonly securityContact: string;
  readonly style: string;
  readonly now: () => Date;
}

export async function assetPages(scope: FastifyInstance, deps: AssetPagesDeps): Promise<void> {
  const { languages, publicUrl, securityContact: address, now } = deps;
  guardPages(scope, 'everyone');
  // As far as it goes: on a poor line that is a quarter of the wait.
  const sheet = encoded(deps.style);
  const etag = `"${sheet.hash}"`;

  scope.get(paths.style, async (request, reply) => {
    reply.headers({
      etag,
      'cache-control': 'public, max-age=3600',
      vary: 'Accept-Encoding',
    });
    if (request.headers['if-none-match'] === etag) return reply.code(304).send();
    const encoding = encodingFor(request.headers['accept-encoding']);
    if (encoding !== 'identity') reply.header('content-encoding', encoding);
    return reply.type('text/css; charset=utf-8').send(await sheet[encoding]());
  });

  scope.get('/.well-known/security.txt', async (_request, reply) =>
    reply
      .type('text/plain; charset=utf-8')
      .send(securityTxt({ address, publicUrl, languages }, now())),
  );
}
