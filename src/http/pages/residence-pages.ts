import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';

import { residenceAnswers } from '#src/subscription/residence.ts';
import type { Residences } from '#src/subscription/residence.ts';
import type { Wish } from '#src/subscription/subscription.ts';

import { showLinkGone } from './link-gone.ts';
import { guardPages, languageOf, refuseCrossSite, showError, showHtml } from './page-scope.ts';
import type { Exchange, Shows } from './page-scope.ts';
import { tokenIn } from './token-path.ts';

export interface ResidencePagesDeps extends Shows {
  readonly residences: Residences;
}

const answerSchema = z.object({ answer: z.enum(residenceAnswers) });

/** "Do you still live there?" Opening these changes nothing; whoever does not answer loses nothing. */
export async function residencePages(
  scope: FastifyInstance,
  deps: ResidencePagesDeps,
): Promise<void> {
  const { renderPage, languages, residences } = deps;
  guardPages(scope, 'holder');
  refuseCrossSite(scope, deps);

  scope.get('/residence/:token', async (request, reply) =>
    withAsked(deps, { request, reply }, (wish) => {
      const [path, action] = [ownPath(request), ownPath(request)];
      const movedPath = `${path}/moved`;
      return renderPage('residence', languageOf(request, languages, wish.language), {
        path,
        action,
        movedPath,
        wish,
      });
    }),
  );

  scope.get('/residence/:token/moved', async (request, reply) =>
    withAsked(deps, { request, reply }, (wish) => {
      const [path, action] = [`${ownPath(request)}/moved`, ownPath(request)];
      return renderPage('residence-moved', languageOf(request, languages, wish.language), {
        path,
        action,
        wish,
      });
    }),
  );

  scope.post('/residence/:token', async (request, reply) => {
    const given = answerSchema.safeParse(request.body);
    if (!given.success) return showError(deps, { request, reply, status: 400 });
    const { answer } = given.data;
    const link = await residences.answer(tokenIn(request), answer);
    if (link.kind !== 'used')
      return showLinkGone(deps, { request, reply, reason: link.kind, purpose: 'manage' });
    const language = languageOf(request, languages, link.value.wish.language);
    const page = { path: ownPath(request), answer };
    return showHtml(reply, renderPage('residence-answered', language, page));
  });
}

async function withAsked(
  deps: ResidencePagesDeps,
  { request, reply }: Exchange,
  render: (wish: Wish) => string,
): Promise<FastifyReply> {
  const link = await deps.residences.peek(tokenIn(request));
  if (link.kind !== 'used')
    return showLinkGone(deps, { request, reply, reason: link.kind, purpose: 'manage' });
  return showHtml(reply, render(link.value.wish));
}

function ownPath(request: FastifyRequest): string {
  return `/residence/${encodeURIComponent(tokenIn(request))}`;
}
