import type { FastifyInstance } from 'fastify';

import type { Searching } from '#src/advisory/search.ts';
import type { PlaceFinder } from '#src/places/place-finder.ts';
import { homePath } from '#src/rendering/home-view.ts';
import { paths } from '#src/rendering/paths.ts';

import { readSearch } from './advisory-search.ts';
import { guardPages, languageOf, showHtml } from './page-scope.ts';
import type { Shows } from './page-scope.ts';

export interface HomePagesDeps extends Shows {
  readonly searching: Pick<Searching, 'search'>;
  readonly places: Pick<PlaceFinder, 'named'>;
  readonly now: () => Date;
}

/** As many as stay under 100 KB, however long their headlines and places are. */
const perPage = 15;

/** The first page: what is in force, and what a reader looks for. */
export async function homePages(scope: FastifyInstance, deps: HomePagesDeps): Promise<void> {
  const { renderPage, languages, searching, places, now } = deps;
  guardPages(scope, 'everyone');

  scope.get(paths.home, async (request, reply) => {
    const at = now();
    const { values, errors, search, page } = readSearch(request.query, places, at);
    const found = await searching.search(search, { page, size: perPage });
    const path = homePath(values, found.page);
    return showHtml(
      reply,
      renderPage('home', languageOf(request, languages), {
        path,
        found,
        search: values,
        errors,
        at,
      }),
      errors.length > 0 ? 400 : 200,
    );
  });
}
