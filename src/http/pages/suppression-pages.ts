import type { FastifyInstance } from 'fastify';

import { paths } from '#src/rendering/paths.ts';
import type { OwnSuppressions } from '#src/subscription/suppression.ts';

import { showLinkGone } from './link-gone.ts';
import { guardPages, languageOf, refuseCrossSite, showHtml } from './page-scope.ts';
import type { Exchange, Shows } from './page-scope.ts';
import { tokenIn } from './token-path.ts';

export interface SuppressionPagesDeps extends Shows {
  readonly ownSuppressions: OwnSuppressions;
}

const path = '/manage/:token/suppression';

/** B6: whether our mail reaches an address, why it does not, and the button that ends that. Opening it changes nothing. */
export async function suppressionPages(
  scope: FastifyInstance,
  deps: SuppressionPagesDeps,
): Promise<void> {
  const { ownSuppressions } = deps;
  guardPages(scope, 'holder');
  refuseCrossSite(scope, deps);

  scope.get(path, async (request, reply) => show(deps, { request, reply, isLifted: false }));

  scope.post(path, async (request, reply) => {
    await ownSuppressions.lift(tokenIn(request)); // what the link is worth, the page that follows says
    return show(deps, { request, reply, isLifted: true });
  });
}

async function show(
  deps: SuppressionPagesDeps,
  { request, reply, isLifted }: Exchange & { readonly isLifted: boolean },
) {
  const { renderPage, languages, ownSuppressions } = deps;
  const token = tokenIn(request);
  const found = await ownSuppressions.find(token);
  if (found.kind !== 'used')
    return showLinkGone(deps, { request, reply, reason: found.kind, purpose: 'manage' });
  const backPath = `${paths.manage}/${encodeURIComponent(token)}`;
  const own = `${backPath}/suppression`;
  const page = { path: own, action: own, backPath, suppression: found.value, isLifted };
  return showHtml(reply, renderPage('suppression', languageOf(request, languages), page));
}
