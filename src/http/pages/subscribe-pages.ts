import type { FastifyInstance } from 'fastify';
import { z } from 'zod';

import { readTrap } from '#src/http/admission.ts';
import type { Admission } from '#src/http/admission.ts';
import type { Finding, PlaceFinder } from '#src/places/place-finder.ts';
import type { FormError } from '#src/rendering/page-data.ts';
import { paths } from '#src/rendering/paths.ts';
import type { Subscriptions } from '#src/subscription/subscription.ts';

import { beforeFinishing, foundBefore } from './before-finishing.ts';
import { guardPages, languageOf, refuseCrossSite, showHtml } from './page-scope.ts';
import type { Exchange, Shows } from './page-scope.ts';
import { readSignUp, readTyped, valuesOf } from './wish-form.ts';
import type { Typed } from './wish-form.ts';

export interface SubscribePagesDeps extends Shows {
  readonly subscriptions: Pick<Subscriptions, 'request'>;
  readonly places: Pick<PlaceFinder, 'find'>;
  readonly admission: Pick<Admission, 'ofForm' | 'begunOf'>;
}

const prefilled = z.object({ country: z.string().max(2).optional() }).catch({});

/** Asking for alerts. The answer is the same whoever is asked about: it names no address and says "if". */
export async function subscribePages(
  scope: FastifyInstance,
  deps: SubscribePagesDeps,
): Promise<void> {
  const { renderPage, languages, subscriptions, places, admission } = deps;
  guardPages(scope, 'everyone');
  refuseCrossSite(scope, deps);

  scope.get(paths.subscribe, async (request, reply) => {
    const { country = '' } = prefilled.parse(request.query);
    const typed = readTyped({
      scope: 'certain',
      country,
      language: languageOf(request, languages),
    });
    return showForm(deps, { request, reply, typed });
  });

  scope.post(paths.subscribe, async (request, reply) => {
    const typed = readTyped(request.body);
    const again = await beforeFinishing(places, typed);
    if (again !== undefined) return showForm(deps, { request, reply, ...again });
    const signUp = readSignUp(typed, languages);
    if (signUp.kind === 'wrong') {
      const finding = await foundBefore(places, typed);
      return showForm(deps, { request, reply, typed, finding, errors: signUp.errors });
    }
    const turn = await admission.ofForm(request, readTrap(request.body));
    await subscriptions.request(signUp.value.address, signUp.value.wish, turn);
    const page = { path: paths.subscribe, purpose: 'confirm', waitMs: turn.saidMs } as const;
    return showHtml(reply, renderPage('check-mail', languageOf(request, languages), page));
  });
}

interface FormShown extends Exchange {
  readonly typed: Typed;
  readonly finding?: Finding | undefined;
  readonly errors?: readonly FormError[];
}

function showForm(
  { renderPage, languages, admission }: SubscribePagesDeps,
  { request, reply, typed, finding, errors = [] }: FormShown,
) {
  const { subscribe: path } = paths;
  const begun = admission.begunOf(readTrap(request.body));
  const page = { path, action: path, values: valuesOf(typed), finding, errors, begun };
  return showHtml(
    reply,
    renderPage('subscribe', languageOf(request, languages), page),
    errors.length > 0 ? 422 : 200,
  );
}
