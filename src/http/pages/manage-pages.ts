import type { FastifyInstance, FastifyReply } from 'fastify';

import { paths } from '#src/rendering/paths.ts';
import type { LinkUse, OwnSubscription, Subscriptions } from '#src/subscription/subscription.ts';

import { showLinkGone } from './link-gone.ts';
import { guardPages, languageOf, refuseCrossSite, showError, showHtml } from './page-scope.ts';
import type { Exchange, Shows } from './page-scope.ts';
import { subscriptionIn, tokenIn } from './token-path.ts';

export interface ManagePagesDeps extends Shows {
  readonly subscriptions: Pick<Subscriptions, 'manage' | 'change' | 'end'>;
  readonly now: () => Date;
}

/** Seeing and ending one's own alerts, while a mailed link holds. Opening any of these changes nothing. */
export async function managePages(scope: FastifyInstance, deps: ManagePagesDeps): Promise<void> {
  const { subscriptions, renderPage, languages } = deps;
  guardPages(scope, 'holder');
  refuseCrossSite(scope, deps);

  scope.get('/manage/:token', async (request, reply) => showList(deps, { request, reply }));

  scope.get('/manage/:token/:subscription/end', async (request, reply) =>
    withOwn(deps, { request, reply }, ({ id, wish }) => {
      const action = `${listPath({ request })}/${id}/end`;
      const page = { path: action, action, backPath: listPath({ request }), wish };
      return showHtml(reply, renderPage('manage-end', languageOf(request, languages), page));
    }),
  );

  scope.post('/manage/:token/:subscription/end', async (request, reply) => {
    const used = await subscriptions.end(tokenIn(request), subscriptionIn(request) ?? 0);
    return showDone(deps, { request, reply, used, done: 'ended' });
  });
}

type Done = 'changed' | 'ended' | undefined;

export async function showDone(
  deps: ManagePagesDeps,
  { used, ...shown }: Exchange & { readonly used: LinkUse<void>; readonly done: Done },
): Promise<FastifyReply> {
  if (used.kind === 'expired')
    return showLinkGone(deps, { ...shown, reason: 'expired', purpose: 'manage' });
  // A wish that is not there any more, of a link that holds: the list says what is.
  return showList(deps, used.kind === 'used' ? shown : { ...shown, done: undefined });
}

async function showList(
  deps: ManagePagesDeps,
  { request, reply, done }: Exchange & { readonly done?: Done },
): Promise<FastifyReply> {
  const { renderPage, languages, subscriptions } = deps;
  const list = await subscriptions.manage(tokenIn(request));
  if (list.kind !== 'used')
    return showLinkGone(deps, { request, reply, reason: list.kind, purpose: 'manage' });
  const path = listPath({ request });
  const items = list.value.map((subscription) => ({
    subscription,
    editPath: `${path}/${subscription.id}/change`,
    endPath: `${path}/${subscription.id}/end`,
  }));
  return showHtml(
    reply,
    renderPage('manage', languageOf(request, languages), {
      path,
      items,
      done,
      erasePath: `${path}/erase`,
      at: deps.now(),
    }),
  );
}

/** Goes on with the citizen's own live wish that the path names, or says why not. */
export async function withOwn(
  deps: ManagePagesDeps,
  { request, reply }: Exchange,
  show: (own: OwnSubscription) => FastifyReply | Promise<FastifyReply>,
): Promise<FastifyReply> {
  const list = await deps.subscriptions.manage(tokenIn(request));
  if (list.kind !== 'used')
    return showLinkGone(deps, { request, reply, reason: list.kind, purpose: 'manage' });
  const own = list.value.find(({ id }) => id === subscriptionIn(request));
  return own === undefined ? showError(deps, { request, reply, status: 404 }) : show(own);
}

export function listPath({ request }: Pick<Exchange, 'request'>): string {
  return `${paths.manage}/${encodeURIComponent(tokenIn(request))}`;
}
