import type { FastifyInstance, FastifyRequest } from 'fastify';

import type { OwnSubscription } from '#src/subscription/subscription.ts';

import { beforeFinishing, foundBefore } from './before-finishing.ts';
import { chosenIn, readChanged, showEdit } from './edit-form.ts';
import type { EditFormDeps } from './edit-form.ts';
import { showDone, withOwn } from './manage-pages.ts';
import type { ManagePagesDeps } from './manage-pages.ts';
import { guardPages, refuseCrossSite } from './page-scope.ts';
import { managePath, subscriptionIn, tokenIn } from './token-path.ts';
import { readTyped, typedOf } from './typed.ts';
import { showZones } from './zone-page.ts';

export interface ManageEditPagesDeps extends ManagePagesDeps, EditFormDeps {}

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
      return showEdit(deps, { ...shownOf(request, own), request, reply, typed, ...again });
    }),
  );

  scope.post(route, async (request, reply) => {
    const typed = readTyped(request.body);
    const again = await beforeFinishing(deps.places, typed);
    const wish = readChanged(deps, (await ownOf(deps, request))?.wish, typed);
    if (again !== undefined || wish.kind === 'wrong') {
      const finding = await foundBefore(deps.places, typed);
      const shown = again ?? { typed, finding, errors: wish.kind === 'wrong' ? wish.errors : [] };
      return withOwn(deps, { request, reply }, (own) =>
        showEdit(deps, { ...shownOf(request, own), request, reply, ...shown }),
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

function shownOf(request: FastifyRequest, { wish }: OwnSubscription) {
  return { before: wish, path: editPath(request), last: 'save' } as const;
}

function editPath(request: FastifyRequest): string {
  return `${managePath(request)}/${subscriptionIn(request)}/change`;
}
