import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';

import type { PlaceFinder } from '#src/places/place-finder.ts';
import type { Lookbacks } from '#src/subscription/lookbacks.ts';
import type { OwnSubscription } from '#src/subscription/subscription.ts';

import { beforeFinishing, foundBefore } from './before-finishing.ts';
import type { Again } from './before-finishing.ts';
import { showDone, withOwn } from './manage-pages.ts';
import type { ManagePagesDeps } from './manage-pages.ts';
import { guardPages, languageOf, refuseCrossSite, showHtml } from './page-scope.ts';
import type { Exchange } from './page-scope.ts';
import { managePath, subscriptionIn, tokenIn } from './token-path.ts';
import { readTyped, typedOf, valuesOf, withChoices } from './typed.ts';
import type { Typed } from './typed.ts';
import { readWish } from './wish-form.ts';
import { showZones } from './zone-page.ts';

export interface ManageEditPagesDeps extends ManagePagesDeps {
  readonly places: Pick<PlaceFinder, 'find'>;
  readonly lookbacks: Lookbacks;
  /** The issuer's: whose morning it is for a reader of digests until they say otherwise. */
  readonly timeZone: string;
}

const route = '/manage/:token/:subscription/change';

/** Changing one's own alerts. The steps on the way to it only ask, and can be gone back to; saving alone changes something. */
export async function manageEditPages(
  scope: FastifyInstance,
  deps: ManageEditPagesDeps,
): Promise<void> {
  guardPages(scope, 'holder');
  refuseCrossSite(scope, deps);

  scope.get(route, async (request, reply) =>
    withOwn(deps, { request, reply }, async (own) => {
      const typed = chosenIn(request) ?? typedOf(own.wish);
      if (typed.do === 'zone')
        return showZones(deps, { request, reply, typed, path: editPath(request) });
      const again = await beforeFinishing(deps.places, typed);
      return showEdit(deps, { request, reply, own, typed, ...again });
    }),
  );

  scope.post(route, async (request, reply) => {
    const typed = readTyped(request.body);
    const again = await beforeFinishing(deps.places, typed);
    const wish = readOwn(deps, await ownOf(deps, request), typed);
    if (again !== undefined || wish.kind === 'wrong') {
      const finding = await foundBefore(deps.places, typed);
      const shown = again ?? { typed, finding, errors: wish.kind === 'wrong' ? wish.errors : [] };
      return withOwn(deps, { request, reply }, (own) =>
        showEdit(deps, { request, reply, own, ...shown }),
      );
    }
    // Also a wish that is not there any more: it may have become this one, when the button is pressed twice.
    const id = subscriptionIn(request) ?? 0;
    const used = await deps.subscriptions.change(tokenIn(request), id, wish.value);
    return showDone(deps, { request, reply, used, done: 'changed' });
  });
}

async function ownOf(
  { subscriptions }: ManageEditPagesDeps,
  request: FastifyRequest,
): Promise<OwnSubscription | undefined> {
  const list = await subscriptions.manage(tokenIn(request));
  return list.kind === 'used'
    ? list.value.find(({ id }) => id === subscriptionIn(request))
    : undefined;
}

const scopeSchema = z.object({ scope: z.string() });

/** What stands in the query once a button has been pressed. */
function chosenIn({ query }: FastifyRequest): Typed | undefined {
  return scopeSchema.safeParse(query).success ? readTyped(query) : undefined;
}

/** The days of a trip that stands may stay what they are, on whatever day its other choices are changed. */
function readOwn(
  { languages, timeZone: zone, now }: ManageEditPagesDeps,
  own: OwnSubscription | undefined,
  typed: Typed,
) {
  const stay = own?.wish.stay;
  const isSameTrip = stay?.kind === 'trip' && stay.from === typed.from && stay.to === typed.to;
  return readWish(typed, { languages, zone, now: isSameTrip ? new Date(stay.from) : now() });
}

interface EditShown extends Exchange, Pick<Again, 'typed'>, Partial<Omit<Again, 'typed'>> {
  readonly own: OwnSubscription;
}

async function showEdit(
  deps: ManageEditPagesDeps,
  { request, reply, own, typed, finding, errors }: EditShown,
): Promise<FastifyReply> {
  const wish = readOwn(deps, own, typed);
  const wrong = errors ?? (typed.do === 'count' && wish.kind === 'wrong' ? wish.errors : []);
  const path = editPath(request);
  const html = deps.renderPage('manage-edit', languageOf(request, deps.languages), {
    path: withChoices(path, typed),
    action: path,
    searchAction: path,
    values: valuesOf(typed),
    finding,
    errors: wrong,
    lookback: wish.kind === 'right' ? await deps.lookbacks.of(wish.value) : undefined,
  });
  return showHtml(reply, html, wrong.length > 0 ? 422 : 200);
}

function editPath(request: FastifyRequest): string {
  return `${managePath(request)}/${subscriptionIn(request)}/change`;
}
