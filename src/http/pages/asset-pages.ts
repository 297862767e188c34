import { createHash } from 'node:crypto';
import { promisify } from 'node:util';
import { brotliCompress, gzip } from 'node:zlib';

import type { FastifyInstance } from 'fastify';

import { paths } from '#src/rendering/paths.ts';

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
  const sheet = encodings(deps.style);

  scope.get(paths.style, async (request, reply) => {
    reply.headers({
      etag: sheet.etag,
      'cache-control': 'public, max-age=3600',
      vary: 'Accept-Encoding',
    });
    if (request.headers['if-none-match'] === sheet.etag) return reply.code(304).send();
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

/** Compressed once, when first asked for, as far as it goes: on a poor line that is a quarter of the wait. */
function encodings(style: string) {
  const identity = Buffer.from(style);
  const etag = `"${createHash('sha256').update(identity).digest('base64url').slice(0, 16)}"`;
  let zipped: Promise<Buffer> | undefined;
  let brotli: Promise<Buffer> | undefined;
  return {
    etag,
    identity: async () => identity,
    gzip: () => (zipped ??= promisify(gzip)(identity)),
    br: () => (brotli ??= promisify(brotliCompress)(identity)),
  };
}

function encodingFor(accepted = ''): 'br' | 'gzip' | 'identity' {
  if (accepts(accepted, 'br')) return 'br';
  return accepts(accepted, 'gzip') ? 'gzip' : 'identity';
}

function accepts(header: string, encoding: string): boolean {
  const offers = header.split(',').map((part) => part.trim().split(/\s*;\s*q=/i));
  return offers.some(([name, quality = '1']) => name === encoding && Number(quality) > 0);
}
