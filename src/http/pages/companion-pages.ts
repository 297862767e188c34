import type { FastifyInstance, FastifyReply } from 'fastify';
import { z } from 'zod';

import type { Admission } from '#src/http/admission.ts';
import type { CompanionError } from '#src/rendering/own-page-data.ts';
import type { Accompanied, Adding, Companions } from '#src/subscription/companions.ts';
import type { LinkUse, OwnSubscription } from '#src/subscription/subscription.ts';

import { showLinkGone } from './link-gone.ts';
import { showBecame } from './manage-pages.ts';
import type { ManagePagesDeps } from './manage-pages.ts';
import { guardPages, languageOf, refuseCrossSite, showHtml } from './page-scope.ts';
import type { Exchange } from './page-scope.ts';
import { managePath, subscriptionIn, tokenIn } from './token-path.ts';
import { readTyped } from './typed.ts';
import type { Typed } from './typed.ts';
import { readAddress } from './wish-form.ts';

export interface CompanionPagesDeps extends ManagePagesDeps {
  readonly companions: Companions;
  readonly admission: Pick<Admission, 'ofCall'>;
}

const path = '/manage/:token/:subscription/companions';

/** Several addresses on one wish, while a mailed link holds. What is answered tells nothing of an address that is added. */
export async function companionPages(
  scope: FastifyInstance,
  deps: CompanionPagesDeps,
): Promise<void> {
  const { companions, languages, admission } = deps;
  guardPages(scope, 'holder');
  refuseCrossSite(scope, deps);

  scope.get(path, async (request, reply) => show(deps, { request, reply }));

  scope.post(path, async (request, reply) => {
    const typed = readTyped(request.body);
    const read = readAddress(typed);
    const errors = [
      ...(read.kind === 'wrong' ? read.errors : []),
      ...(languages.includes(typed.language) ? [] : [languageMissing]),
    ];
    if (read.kind === 'wrong' || errors.length > 0)
      return show(deps, { request, reply, typed, errors: errors.map(ofCompanion) });
    const { language } = typed;
    const turn = await admission.ofCall(request);
    const companion = {
      subscriptionId: await newestIn(deps, request),
      address: read.value,
      language,
      turn,
    };
    const added = await companions.add(tokenIn(request), companion);
    return showAdded(deps, { request, reply, typed, added, waitMs: turn.saidMs });
  });

  scope.post(`${path}/:companion/end`, async (request, reply) => {
    const { companion: companionId } = companionParams.parse(request.params);
    const subscriptionId = await newestIn(deps, request);
    const taken = await companions.takeBack(tokenIn(request), { subscriptionId, companionId });
    return show(deps, { request, reply, ...(taken.kind === 'used' ? { done: 'taken' } : {}) });
  });
}

/** The wish may have been changed on another page meanwhile: what is asked for it is meant for what it has become. */
async function newestIn(
  { subscriptions }: CompanionPagesDeps,
  request: Exchange['request'],
): Promise<number> {
  const id = subscriptionIn(request) ?? 0;
  const became = await subscriptions.became(tokenIn(request), id);
  return became.kind === 'used' && became.value.kind === 'live' ? became.value.id : id;
}

const languageMissing = { field: 'language', code: 'language-missing' } as const;
const companionParams = z.object({
  companion: z.coerce.number().int().positive().max(Number.MAX_SAFE_INTEGER).catch(0),
});

/** The form has these two fields and no other. */
function ofCompanion({ field, code }: { field: string; code: CompanionError['code'] }) {
  return { field: field === 'language' ? ('language' as const) : ('address' as const), code };
}

function showAdded(
  deps: CompanionPagesDeps,
  {
    typed,
    added,
    waitMs,
    ...exchange
  }: Exchange & {
    readonly typed: Typed;
    readonly added: LinkUse<Adding>;
    readonly waitMs: number;
  },
): Promise<FastifyReply> {
  if (added.kind !== 'used') return show(deps, exchange);
  if (added.value === 'asked') return show(deps, { ...exchange, done: 'added', waitMs });
  const errors = [{ field: 'address' as const, code: added.value }];
  return show(deps, { ...exchange, typed, errors });
}

interface CompanionsShown extends Exchange {
  readonly typed?: Typed;
  readonly errors?: readonly CompanionError[];
  readonly done?: 'added' | 'taken';
  readonly waitMs?: number;
}

async function show(
  deps: CompanionPagesDeps,
  { request, reply, typed, errors = [], done, waitMs = 0 }: CompanionsShown,
): Promise<FastifyReply> {
  const { renderPage, languages } = deps;
  const own = await ownWish(deps, tokenIn(request), subscriptionIn(request));
  if (own.kind !== 'used')
    return showLinkGone(deps, { request, reply, reason: own.kind, purpose: 'manage' });
  if (own.value === undefined) return showBecame(deps, { request, reply });
  const values = typed ?? blank(own.value);
  const page = { ...pageOf(request, own.value), values, errors, done, waitMs };
  const html = renderPage('manage-companions', languageOf(request, languages), page);
  return showHtml(reply, html, errors.length > 0 ? 422 : 200);
}

function blank({ wish }: OwnWish) {
  return { address: '', language: wish.language };
}

function pageOf(request: Exchange['request'], { wish, id, companions }: OwnWish) {
  const action = `${managePath(request)}/${id}/companions`;
  return {
    path: action,
    action,
    backPath: managePath(request),
    wish,
    companions: companions.map((companion) => ({
      companion,
      endAction: `${action}/${companion.id}/end`,
    })),
  };
}

type OwnWish = Pick<OwnSubscription, 'id' | 'wish'> & Pick<Accompanied, 'companions'>;

/** One of the citizen's own wishes to which addresses may be added. */
async function ownWish(
  { subscriptions, companions }: CompanionPagesDeps,
  token: string,
  id: number | undefined,
): Promise<LinkUse<OwnWish | undefined>> {
  const [list, shared] = [await subscriptions.manage(token), await companions.list(token)];
  if (list.kind !== 'used') return list;
  if (shared.kind !== 'used') return shared;
  const own = list.value.find((it) => it.id === id);
  const accompanied = shared.value.find((it) => it.subscriptionId === id && !it.isFollowing);
  if (own === undefined || accompanied === undefined) return { kind: 'used', value: undefined };
  return { kind: 'used', value: { ...own, companions: accompanied.companions } };
}
