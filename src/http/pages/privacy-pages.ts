import type { FastifyInstance } from 'fastify';

import { paths } from '#src/rendering/paths.ts';

import { guardPages, languageOf, showHtml } from './page-scope.ts';
import type { Shows } from './page-scope.ts';

/** What is kept on people, what for, and how long. */
export async function privacyPages(
  scope: FastifyInstance,
  { renderPage, languages }: Shows,
): Promise<void> {
  guardPages(scope, 'everyone');

  scope.get(paths.privacy, async (request, reply) =>
    showHtml(reply, renderPage('privacy', languageOf(request, languages), { path: paths.privacy })),
  );
}
