import type { FastifyRequest } from 'fastify';

/**
 * S4: was this form sent from another site? Browsers say so in Sec-Fetch-Site, older ones in Origin only; who sends
 * neither is no browser. `Origin: null` is what an older browser sends from our own pages, because they hide their
 * referrer. It is believed: no page here trusts who the browser is, only the token in a path.
 */
export function isFromElsewhere(request: Pick<FastifyRequest, 'headers' | 'host'>): boolean {
  const site = request.headers['sec-fetch-site'];
  if (site !== undefined) return site !== 'same-origin' && site !== 'none';
  const { origin } = request.headers;
  if (origin === undefined || origin === 'null') return false;
  return URL.parse(origin)?.host !== request.host;
}
