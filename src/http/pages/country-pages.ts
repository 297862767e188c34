import type { FastifyInstance } from 'fastify';
import { z } from 'zod';

import type { Missions } from '#src/advisory/mission.ts';
import { countrySchema } from '#src/advisory/place.ts';
import type { Searching } from '#src/advisory/search.ts';
import { paths } from '#src/rendering/paths.ts';

import { guardPages, languageOf, showError, showHtml } from './page-scope.ts';
import type { Shows } from './page-scope.ts';

export interface CountryPagesDeps extends Shows {
  readonly searching: Searching;
  readonly missions: Pick<Missions, 'list'>;
  readonly now: () => Date;
}

const params = z.object({ country: z.string().toUpperCase().pipe(countrySchema) });
const inForceAtMost = 15;
const endedAtMost = 5;

/** What everyone may read about each country. */
export async function countryPages(scope: FastifyInstance, deps: CountryPagesDeps): Promise<void> {
  const { renderPage, languages, searching, missions, now } = deps;
  guardPages(scope, 'everyone');

  scope.get(paths.countries, async (request, reply) => {
    const countries = await searching.countriesInForce(now());
    const page = { path: paths.countries, countries };
    return showHtml(reply, renderPage('countries', languageOf(request, languages), page));
  });

  scope.get('/countries/:country', async (request, reply) => {
    const asked = params.safeParse(request.params);
    if (!asked.success) return showError(deps, { request, reply, status: 404 });
    const { country } = asked.data;
    const at = now();
    const [inForce, ended, directory] = await Promise.all([
      searching.search({ state: 'in force', at, country }, { page: 1, size: inForceAtMost }),
      searching.search({ state: 'ended', at, country }, { page: 1, size: endedAtMost }),
      missions.list(),
    ]);
    const page = { country, inForce, ended, directory, at };
    const language = languageOf(request, languages);
    return showHtml(
      reply,
      renderPage('country', language, { path: paths.country(country), ...page }),
    );
  });
}
