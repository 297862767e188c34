import type { FastifyReply } from 'fastify';

import { languageOf, showHtml } from './page-scope.ts';
import type { Exchange, Shows } from './page-scope.ts';
import { choicesIn, valuesOf, withChoices } from './typed.ts';
import type { Typed } from './typed.ts';

/** One question: whose clock. Its answer goes back, with everything chosen before, to the path that asked. */
export function showZones(
  { renderPage, languages }: Shows,
  { request, reply, typed, path }: Exchange & { readonly typed: Typed; readonly path: string },
): FastifyReply {
  const html = renderPage('zone', languageOf(request, languages), {
    path: `${withChoices(path, typed)}&do=zone`,
    action: path,
    hidden: choicesIn(typed).filter(([name]) => name !== 'zone'),
    zone: valuesOf(typed).zone,
  });
  return showHtml(reply, html);
}
