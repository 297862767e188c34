import type { FastifyInstance, FastifyReply } from 'fastify';

import type { Finding, PlaceFinder } from '#src/places/place-finder.ts';
import type { FormError } from '#src/rendering/page-data.ts';
import { paths } from '#src/rendering/paths.ts';
import type {
  LinkUse,
  OwnSubscription,
  Subscriptions,
  Wish,
} from '#src/subscription/subscription.ts';

import { beforeFinishing, foundBefore } from './before-finishing.ts';
import { showLinkGone } from './link-gone.ts';
import { guardPages, languageOf, refuseCrossSite, showError, showHtml } from './page-scope.ts';
import type { Exchange, Shows } from './page-scope.ts';
import { subscriptionIn, tokenIn } from './token-path.ts';
import { readTyped, readWish, typedOf, valuesOf } from './wish-form.ts';
import type { Typed } from './wish-form.ts';

export interface ManagePagesDeps extends Shows {
  readonly subscriptions: Pick<Subscriptions, 'manage' | 'change' | 'end'>;
  readonly places: Pick<PlaceFinder, 'find'>;
}

/** Seeing, changing and ending one's own alerts, while a mailed link holds. Opening any of these changes nothing. */
export async function managePages(scope: FastifyInstance, deps: ManagePagesDeps): Promise<void> {
  const { subscriptions, renderPage, languages, places } = deps;
  guardPages(scope, 'holder');
  refuseCrossSite(scope, deps);

  scope.get('/manage/:token', async (request, reply) => showList(deps, { request, reply }));

  scope.get('/manage/:token/:subscription/change', async (request, reply) =>
    withOwn(deps, { request, reply }, ({ wish }) =>
      showEdit(deps, { request, reply, typed: typedOf(wish) }),
    ),
  );

  scope.post('/manage/:token/:subscription/change', async (request, reply) => {
    const typed = readTyped(request.body);
    const again = await beforeFinishing(places, typed);
    if (again !== undefined)
      return withOwn(deps, { request, reply }, () => showEdit(deps, { request, reply, ...again }));
    const wish = readWish(typed, languages);
    if (wish.kind === 'wrong') {
      const finding = await foundBefore(places, typed);
      return withOwn(deps, { request, reply }, () =>
        showEdit(deps, { request, reply, typed, finding, errors: wish.errors }),
      );
    }
    return save(deps, { request, reply, wish: wish.value });
  });

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

/** The form does not ask for kinds of change: a wish keeps those it has. */
async function save(
  deps: ManagePagesDeps,
  { wish, ...shown }: Exchange & { readonly wish: Wish },
): Promise<FastifyReply> {
  const [token, id] = [tokenIn(shown.request), subscriptionIn(shown.request) ?? 0];
  const list = await deps.subscriptions.manage(token);
  const own =
    list.kind === 'used' ? list.value.find((subscription) => subscription.id === id) : undefined;
  const used = await deps.subscriptions.change(token, id, {
    ...wish,
    kinds: own?.wish.kinds ?? wish.kinds,
  });
  return showDone(deps, { ...shown, used, done: 'changed' });
}

type Done = 'changed' | 'ended' | undefined;

async function showDone(
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
    }),
  );
}

/** Goes on with the citizen's own live wish that the path names, or says why not. */
async function withOwn(
  deps: ManagePagesDeps,
  { request, reply }: Exchange,
  show: (own: OwnSubscription) => FastifyReply,
): Promise<FastifyReply> {
  const list = await deps.subscriptions.manage(tokenIn(request));
  if (list.kind !== 'used')
    return showLinkGone(deps, { request, reply, reason: list.kind, purpose: 'manage' });
  const own = list.value.find(({ id }) => id === subscriptionIn(request));
  return own === undefined ? showError(deps, { request, reply, status: 404 }) : show(own);
}

interface EditShown extends Exchange {
  readonly typed: Typed;
  readonly finding?: Finding | undefined;
  readonly errors?: readonly FormError[];
}

function showEdit(
  { renderPage, languages }: Shows,
  { request, reply, typed, finding, errors = [] }: EditShown,
): FastifyReply {
  const path = `${listPath({ request })}/${subscriptionIn(request)}/change`;
  const page = { path, action: path, values: valuesOf(typed), finding, errors };
  return showHtml(
    reply,
    renderPage('manage-edit', languageOf(request, languages), page),
    errors.length > 0 ? 422 : 200,
  );
}

function listPath({ request }: Pick<Exchange, 'request'>): string {
  return `${paths.manage}/${encodeURIComponent(tokenIn(request))}`;
}
