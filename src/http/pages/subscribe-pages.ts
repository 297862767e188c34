import type { FastifyInstance, FastifyReply } from 'fastify';
import { z } from 'zod';

import { readTrap } from '#src/http/admission.ts';
import type { Admission } from '#src/http/admission.ts';
import type { PlaceFinder } from '#src/places/place-finder.ts';
import { paths, withQuery } from '#src/rendering/paths.ts';
import type { FormError } from '#src/rendering/wish-values.ts';
import type { Lookbacks } from '#src/subscription/lookbacks.ts';
import type { Subscriptions, Wish } from '#src/subscription/subscription.ts';

import { beforeFinishing, foundBefore } from './before-finishing.ts';
import type { Again } from './before-finishing.ts';
import { guardPages, languageOf, refuseCrossSite, showHtml } from './page-scope.ts';
import type { Exchange, Shows } from './page-scope.ts';
import { choicesIn, readTyped, untouched, valuesOf, withChoices } from './typed.ts';
import type { Typed } from './typed.ts';
import { readAddress, readWish } from './wish-form.ts';
import { showZones } from './zone-page.ts';

export interface SubscribePagesDeps extends Shows {
  readonly subscriptions: Pick<Subscriptions, 'request'>;
  readonly places: Pick<PlaceFinder, 'find'>;
  readonly admission: Pick<Admission, 'ofForm' | 'begunOf' | 'isStale'>;
  readonly lookbacks: Lookbacks;
  readonly now: () => Date;
  /** The issuer's: whose morning it is for a reader of digests until they say otherwise. */
  readonly timeZone: string;
}

/**
 * Asking for alerts, in two steps: what is wished for, then what that would bring and where to. The choices travel in the query,
 * so that each step can be kept, gone back to and opened again; an address never does. The last answer is the same
 * whoever is asked about: it names no address and says "if".
 */
export async function subscribePages(
  scope: FastifyInstance,
  deps: SubscribePagesDeps,
): Promise<void> {
  const { renderPage, languages, subscriptions, places, admission } = deps;
  guardPages(scope, 'everyone');
  refuseCrossSite(scope, deps);

  scope.get(paths.subscribe, async (request, reply) => {
    const typed = chosenIn(request.query) ?? begun(request.query, languageOf(request, languages));
    if (typed.do === 'zone')
      return showZones(deps, { request, reply, typed, path: paths.subscribe });
    const again = await beforeFinishing(places, typed);
    return showForm(deps, { request, reply, typed, ...again });
  });

  scope.get(paths.preview, async (request, reply) => {
    const typed = chosenIn(request.query);
    if (typed === undefined) {
      const untyped = begun(request.query, languageOf(request, languages));
      return showForm(deps, { request, reply, typed: untyped });
    }
    if (typed.do === 'zone') return showZones(deps, { request, reply, typed, path: paths.preview });
    const again = await beforeFinishing(places, typed);
    if (again !== undefined) return showForm(deps, { request, reply, ...again });
    return withWish(deps, { request, reply, typed }, (wish) =>
      showPreview(deps, { request, reply, typed, wish }),
    );
  });

  scope.post(paths.subscribe, async (request, reply) => {
    const typed = readTyped(request.body);
    return withWish(deps, { request, reply, typed }, async (wish) => {
      const trap = readTrap(request.body);
      const address = readAddress(typed, admission.isStale(trap));
      if (address.kind === 'wrong')
        return showPreview(deps, { request, reply, typed, wish, errors: address.errors });
      const turn = await admission.ofForm(request, trap);
      await subscriptions.request(address.value, wish, turn);
      const page = { path: paths.subscribe, purpose: 'confirm', waitMs: turn.saidMs } as const;
      return showHtml(reply, renderPage('check-mail', languageOf(request, languages), page));
    });
  });
}

const scopeSchema = z.object({ scope: z.string() });

/** The form as it was sent or kept; undefined where nothing has been chosen yet. An address has no place in a query. */
function chosenIn(query: unknown): Typed | undefined {
  return scopeSchema.safeParse(query).success ? { ...readTyped(query), address: '' } : undefined;
}

const prefilledSchema = z
  .object({
    country: z.string().max(2).optional(),
    stay: z.enum(['none', 'trip', 'residence']).optional(),
  })
  .catch({});

function begun(query: unknown, language: string): Typed {
  const { country = '', stay = 'none' } = prefilledSchema.parse(query);
  return untouched({ country, stay, language });
}

interface Filled extends Exchange {
  readonly typed: Typed;
}

/** Goes on with a wish that is right, or shows the form again with all that is wrong in it. */
async function withWish(
  deps: SubscribePagesDeps,
  { request, reply, typed }: Filled,
  goOn: (wish: Wish) => Promise<FastifyReply>,
): Promise<FastifyReply> {
  const { languages, timeZone: zone } = deps;
  const wish = readWish(typed, { languages, zone, now: deps.now() });
  if (wish.kind === 'right') return goOn(wish.value);
  const finding = await foundBefore(deps.places, typed);
  return showForm(deps, { request, reply, typed, finding, errors: wish.errors });
}

function showForm(
  { renderPage, languages }: Shows,
  { request, reply, typed, finding, errors = [] }: Exchange & Pick<Again, 'typed'> & Partial<Again>,
): FastifyReply {
  const html = renderPage('subscribe', languageOf(request, languages), {
    path: withChoices(paths.subscribe, typed),
    action: paths.preview,
    searchAction: paths.subscribe,
    values: valuesOf(typed),
    finding,
    errors,
  });
  return showHtml(reply, html, errors.length > 0 ? 422 : 200);
}

interface Previewed extends Filled {
  readonly wish: Wish;
  readonly errors?: readonly FormError[];
}

async function showPreview(
  { renderPage, languages, lookbacks, admission }: SubscribePagesDeps,
  { request, reply, typed, wish, errors = [] }: Previewed,
): Promise<FastifyReply> {
  const path = withChoices(paths.preview, typed);
  const html = renderPage('subscribe-preview', languageOf(request, languages), {
    path,
    action: paths.subscribe,
    changePath: withChoices(paths.subscribe, typed),
    zonePath: wish.rhythm.every === 'message' ? undefined : withQuery(path, { do: 'zone' }),
    wish,
    lookback: await lookbacks.of(wish),
    hidden: choicesIn(typed),
    address: typed.address,
    errors,
    begun: admission.begunOf(readTrap(request.body)),
  });
  return showHtml(reply, html, errors.length > 0 ? 422 : 200);
}
