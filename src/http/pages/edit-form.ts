import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';

import type { PlaceFinder } from '#src/places/place-finder.ts';
import type { PageData } from '#src/rendering/page-data.ts';
import type { Lookbacks } from '#src/subscription/lookbacks.ts';
import type { Wish } from '#src/subscription/subscription.ts';

import type { Again } from './before-finishing.ts';
import { languageOf, showHtml } from './page-scope.ts';
import type { Exchange, Shows } from './page-scope.ts';
import { readTyped, valuesOf, withChoices } from './typed.ts';
import type { Read, Typed } from './typed.ts';
import { readWish } from './wish-form.ts';

export interface EditFormDeps extends Shows {
  readonly places: Pick<PlaceFinder, 'find'>;
  readonly lookbacks: Lookbacks;
  /** The issuer's: whose morning it is for a reader of digests until they say otherwise. */
  readonly timeZone: string;
  readonly now: () => Date;
}

const scopeSchema = z.object({ scope: z.string() });

/** What stands in the query once a button has been pressed. */
export function chosenIn({ query }: FastifyRequest): Typed | undefined {
  return scopeSchema.safeParse(query).success ? readTyped(query) : undefined;
}

/** The days of a trip that stands may stay what they are, on whatever day its other choices are changed. */
export function readChanged(
  { languages, timeZone: zone, now }: EditFormDeps,
  before: Wish | undefined,
  typed: Typed,
): Read<Wish> {
  const stay = before?.stay;
  const isSameTrip = stay?.kind === 'trip' && stay.from === typed.from && stay.to === typed.to;
  return readWish(typed, { languages, zone, now: isSameTrip ? new Date(stay.from) : now() });
}

interface EditShown extends Exchange, Pick<Again, 'typed'>, Partial<Omit<Again, 'typed'>> {
  readonly before: Wish;
  /** Where its steps lead, and its last button. */
  readonly path: string;
  readonly last: PageData['manage-edit']['last'];
}

/** The form of a wish that is there, for changing. */
export async function showEdit(
  deps: EditFormDeps,
  { request, reply, before, path, last, typed, finding, errors }: EditShown,
): Promise<FastifyReply> {
  const wish = readChanged(deps, before, typed);
  const wrong = errors ?? (typed.do === 'count' && wish.kind === 'wrong' ? wish.errors : []);
  const html = deps.renderPage('manage-edit', languageOf(request, deps.languages), {
    path: withChoices(path, typed),
    action: path,
    searchAction: path,
    last,
    values: valuesOf(typed),
    finding,
    errors: wrong,
    lookback: wish.kind === 'right' ? await deps.lookbacks.of(wish.value) : undefined,
  });
  return showHtml(reply, html, wrong.length > 0 ? 422 : 200);
}
