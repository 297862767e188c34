import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';

import type { Accompanied, Companions } from '#src/subscription/companions.ts';
import type { LinkUse, OwnSubscription, Subscriptions } from '#src/subscription/subscription.ts';

import { showLinkGone } from './link-gone.ts';
import { guardPages, languageOf, refuseCrossSite, showError, showHtml } from './page-scope.ts';
import type { Exchange, Shows } from './page-scope.ts';
import { managePath, subscriptionIn, tokenIn } from './token-path.ts';

export interface ManagePagesDeps extends Shows {
  readonly subscriptions: Pick<Subscriptions, 'manage' | 'became' | 'change' | 'end'>;
  readonly companions: Pick<Companions, 'list'>;
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
      const action = `${managePath(request)}/${id}/end`;
      const page = { path: action, action, backPath: managePath(request), wish };
      return showHtml(reply, renderPage('manage-end', languageOf(request, languages), page));
    }),
  );

  scope.post('/manage/:token/:subscription/end', async (request, reply) => {
    const used = await subscriptions.end(tokenIn(request), subscriptionIn(request) ?? 0);
    return showDone(deps, { request, reply, used, done: 'ended' });
  });
}

type Done = 'changed' | 'ended';

export async function showDone(
  deps: ManagePagesDeps,
  { used, ...shown }: Exchange & { readonly used: LinkUse<void>; readonly done: Done },
): Promise<FastifyReply> {
  if (used.kind === 'expired')
    return showLinkGone(deps, { ...shown, reason: 'expired', purpose: 'manage' });
  if (used.kind === 'used') return showList(deps, shown);
  // A link that holds, of a wish that is not there any more, or never was this citizen's: the list says what is.
  const { request, reply } = shown;
  const became = await deps.subscriptions.became(tokenIn(request), subscriptionIn(request) ?? 0);
  if (became.kind !== 'used' || became.value.kind === 'never')
    return showList(deps, { request, reply });
  return showList(deps, { request, reply, done: 'gone', status: 409 });
}

interface Listed extends Exchange {
  readonly done?: Done | 'gone';
  readonly status?: number;
}

async function showList(
  deps: ManagePagesDeps,
  { request, reply, done, status }: Listed,
): Promise<FastifyReply> {
  const { renderPage, languages, subscriptions, companions } = deps;
  const list = await subscriptions.manage(tokenIn(request));
  if (list.kind !== 'used')
    return showLinkGone(deps, { request, reply, reason: list.kind, purpose: 'manage' });
  const shared = await companions.list(tokenIn(request));
  const path = managePath(request);
  const items = list.value.map((subscription) => ({
    subscription,
    editPath: `${path}/${subscription.id}/change`,
    endPath: `${path}/${subscription.id}/end`,
    shared: sharedOf(path, subscription.id, shared),
  }));
  const doors = {
    why: `${path}/why`,
    export: `${path}/export`,
    endAll: `${path}/stop`,
    erase: `${path}/erase`,
    suppression: `${path}/suppression`,
  };
  return showHtml(
    reply,
    renderPage('manage', languageOf(request, languages), {
      path,
      items,
      done,
      doors,
      at: deps.now(),
    }),
    status,
  );
}

/** How many others get it; undefined for a wish to which nobody is added. */
function sharedOf(path: string, id: number, list: LinkUse<readonly Accompanied[]>) {
  if (list.kind !== 'used') return undefined;
  const own = list.value.find(({ subscriptionId }) => subscriptionId === id);
  if (own === undefined || own.isFollowing) return undefined;
  const confirmed = own.companions.filter(({ state }) => state === 'confirmed');
  return {
    path: `${path}/${id}/companions`,
    count: own.companions.length,
    confirmed: confirmed.length,
  };
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
  return own === undefined ? showBecame(deps, { request, reply }) : show(own);
}

/**
 * A page of a wish that is not there any more under its number: whoever goes back to it is led on to the version that counts,
 * or told that there is none.
 */
export async function showBecame(
  deps: ManagePagesDeps,
  { request, reply }: Exchange,
): Promise<FastifyReply> {
  const id = subscriptionIn(request) ?? 0;
  const asked = await deps.subscriptions.became(tokenIn(request), id);
  const became = asked.kind === 'used' ? asked.value : undefined;
  if (became?.kind === 'ended')
    return showList(deps, { request, reply, done: 'gone', status: 410 });
  // Of one that counts under this very number there is no such page.
  return became?.kind === 'live' && became.id !== id
    ? reply.redirect(pathOfVersion(request, became.id), 303)
    : showError(deps, { request, reply, status: 404 });
}

/** The same page, with what stands in its query, of another version. */
function pathOfVersion(request: FastifyRequest, id: number): string {
  return request.url.replace(
    /^\/manage\/[^/]+\/[^/]+\/(\w+)[^?]*/,
    (_path, page: string) => `${managePath(request)}/${id}/${page}`,
  );
}
