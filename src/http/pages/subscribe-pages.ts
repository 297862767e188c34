import type { FastifyInstance } from 'fastify';
import { z } from 'zod';

import type { FormError } from '#src/rendering/page-data.ts';
import { paths } from '#src/rendering/paths.ts';
import type { Subscriptions } from '#src/subscription/subscription.ts';

import { guardPages, languageOf, refuseCrossSite, showHtml } from './page-scope.ts';
import type { Exchange, Shows } from './page-scope.ts';
import { adds, readSignUp, readTyped, valuesOf, withCountryAdded } from './wish-form.ts';
import type { Typed } from './wish-form.ts';

export interface SubscribePagesDeps extends Shows {
  readonly subscriptions: Pick<Subscriptions, 'request'>;
}

const prefilled = z.object({ country: z.string().max(2).optional() }).catch({});

/** Asking for alerts. The answer is the same whoever is asked about: it names no address and says "if". */
export async function subscribePages(
  scope: FastifyInstance,
  deps: SubscribePagesDeps,
): Promise<void> {
  const { renderPage, languages, subscriptions } = deps;
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
    if (adds(typed)) return showForm(deps, { request, reply, typed: withCountryAdded(typed) });
    const signUp = readSignUp(typed, languages);
    if (signUp.kind === 'wrong')
      return showForm(deps, { request, reply, typed, errors: signUp.errors });
    await subscriptions.request(signUp.value.address, signUp.value.wish);
    const page = { path: paths.subscribe, purpose: 'confirm' } as const;
    return showHtml(reply, renderPage('check-mail', languageOf(request, languages), page));
  });
}

interface FormShown extends Exchange {
  readonly typed: Typed;
  readonly errors?: readonly FormError[];
}

function showForm(
  { renderPage, languages }: Shows,
  { request, reply, typed, errors = [] }: FormShown,
) {
  const page = { path: paths.subscribe, action: paths.subscribe, values: valuesOf(typed), errors };
  return showHtml(
    reply,
    renderPage('subscribe', languageOf(request, languages), page),
    errors.length > 0 ? 422 : 200,
  );
}
