import type { FastifyInstance, FastifyReply } from 'fastify';

import type { Wish } from '#src/subscription/subscription.ts';

import { beforeFinishing, foundBefore } from './before-finishing.ts';
import { confirmPath, showConfirmed } from './confirm-pages.ts';
import type { ConfirmPagesDeps } from './confirm-pages.ts';
import { chosenIn, readChanged, showEdit } from './edit-form.ts';
import type { EditFormDeps } from './edit-form.ts';
import { showLinkGone } from './link-gone.ts';
import type { GoneLink } from './link-gone.ts';
import { guardPages, refuseCrossSite } from './page-scope.ts';
import type { Exchange } from './page-scope.ts';
import { tokenIn } from './token-path.ts';
import { readTyped, typedOf } from './typed.ts';
import { showZones } from './zone-page.ts';

export interface ConfirmChangePagesDeps extends ConfirmPagesDeps, EditFormDeps {}

const route = '/confirm/:token/change';

/**
 * Changing what one is asked to confirm, before anything begins: somebody else may have chosen it. The steps on the way only ask;
 * the last button confirms what was chosen, in one act, so that no alert ever goes out for what was proposed.
 */
export async function confirmChangePages(
  scope: FastifyInstance,
  deps: ConfirmChangePagesDeps,
): Promise<void> {
  guardPages(scope, 'holder');
  refuseCrossSite(scope, deps);

  scope.get(route, async (request, reply) =>
    withProposed(deps, { request, reply }, async (before) => {
      const typed = chosenIn(request) ?? typedOf(before);
      const path = `${confirmPath(tokenIn(request))}/change`;
      if (typed.do === 'zone') return showZones(deps, { request, reply, typed, path });
      const again = await beforeFinishing(deps.places, typed);
      return showEdit(deps, { request, reply, before, path, last: 'confirm', typed, ...again });
    }),
  );

  scope.post(route, async (request, reply) => {
    const late = await deps.subscriptions.peekConfirm(tokenIn(request));
    if (late.kind === 'confirmed') return changeLate(deps, { request, reply, before: late.value });
    return withProposed(deps, { request, reply }, async (before) => {
      const typed = readTyped(request.body);
      const again = await beforeFinishing(deps.places, typed);
      const wish = readChanged(deps, before, typed);
      if (again === undefined && wish.kind === 'right')
        return confirmRather(deps, { request, reply, wish: wish.value, purpose: 'confirm' });
      const finding = await foundBefore(deps.places, typed);
      const shown = again ?? { typed, finding, errors: wish.kind === 'wrong' ? wish.errors : [] };
      const path = `${confirmPath(tokenIn(request))}/change`;
      return showEdit(deps, { request, reply, before, path, last: 'confirm', ...shown });
    });
  });
}

/** Once confirmed: the same choices pressed again are answered as before, others are changed where alerts that are on are. */
async function changeLate(
  deps: ConfirmChangePagesDeps,
  { request, reply, before }: Exchange & { readonly before: Wish },
): Promise<FastifyReply> {
  const wish = readChanged(deps, before, readTyped(request.body));
  return wish.kind === 'right'
    ? confirmRather(deps, { request, reply, wish: wish.value, purpose: 'manage' })
    : showLinkGone(deps, { request, reply, reason: 'expired', purpose: 'manage' });
}

async function confirmRather(
  deps: ConfirmChangePagesDeps,
  {
    request,
    reply,
    wish,
    purpose,
  }: Exchange & { readonly wish: Wish; readonly purpose: GoneLink['purpose'] },
): Promise<FastifyReply> {
  const link = await deps.subscriptions.confirm(tokenIn(request), wish);
  if (link.kind === 'used') return showConfirmed(deps, { request, reply, wish: link.value });
  return showLinkGone(deps, { request, reply, reason: link.kind, purpose });
}

/** Goes on with the wish that is proposed. Where there is none to change any more, the page of the link says how things stand. */
async function withProposed(
  deps: ConfirmChangePagesDeps,
  { request, reply }: Exchange,
  show: (proposed: Wish) => Promise<FastifyReply>,
): Promise<FastifyReply> {
  const token = tokenIn(request);
  const link = await deps.subscriptions.peekConfirm(token);
  if (link.kind === 'used' && link.changeable) return show(link.value);
  return reply.redirect(confirmPath(token), 303);
}
