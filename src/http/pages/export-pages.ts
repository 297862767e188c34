import type { FastifyInstance, FastifyReply } from 'fastify';

import { problem } from '#src/http/problem.ts';
import type { Voice } from '#src/rendering/voice.ts';
import { exportDocument } from '#src/subscription/own-export.ts';
import type { OwnRecords } from '#src/subscription/own-records.ts';
import type { Subscriptions } from '#src/subscription/subscription.ts';

import { showLinkGone } from './link-gone.ts';
import { guardPages, languageOf, showHtml } from './page-scope.ts';
import type { Shows } from './page-scope.ts';
import { managePath, tokenIn } from './token-path.ts';

export interface ExportPagesDeps extends Shows {
  readonly subscriptions: Pick<Subscriptions, 'manage'>;
  readonly ownRecords: Pick<OwnRecords, 'everything'>;
  readonly voice: Pick<Voice, 'ownCopy'>;
}

const path = '/manage/:token/export';

/** A copy of everything held on a citizen, while a mailed link holds: one to read, one for programs. */
export async function exportPages(scope: FastifyInstance, deps: ExportPagesDeps): Promise<void> {
  const { renderPage, languages, subscriptions, ownRecords, voice } = deps;
  guardPages(scope, 'holder');

  scope.get(path, async (request, reply) => {
    const link = await subscriptions.manage(tokenIn(request));
    if (link.kind !== 'used')
      return showLinkGone(deps, { request, reply, reason: link.kind, purpose: 'manage' });
    const own = `${managePath(request)}/export`;
    const page = {
      path: own,
      backPath: managePath(request),
      htmlPath: `${own}/data.html`,
      jsonPath: `${own}/data.json`,
    };
    return showHtml(reply, renderPage('manage-export', languageOf(request, languages), page));
  });

  scope.get(`${path}/data.json`, async (request, reply) => {
    const everything = await ownRecords.everything(tokenIn(request));
    if (everything.kind !== 'used') return sendGone(reply, everything.kind);
    return reply
      .header('content-disposition', 'attachment; filename="travel-alerts.json"')
      .type('application/json; charset=utf-8')
      .send(exportDocument(everything.value));
  });

  scope.get(`${path}/data.html`, async (request, reply) => {
    const everything = await ownRecords.everything(tokenIn(request));
    if (everything.kind !== 'used')
      return showLinkGone(deps, { request, reply, reason: everything.kind, purpose: 'manage' });
    const language = languageOf(request, languages);
    const html = voice.ownCopy({ language, everything: everything.value });
    return showHtml(
      reply.header('content-disposition', 'attachment; filename="travel-alerts.html"'),
      html,
    );
  });
}

const goneProblems = {
  erased: problem(
    410,
    'Everything held on the owner of this link is deleted: nothing is left to copy.',
  ),
  expired: problem(410, 'This link is too old: ask for a new one at /manage.'),
  unknown: problem(404, 'This link does not work: ask for a new one at /manage.'),
} as const;

/** A program that asks for JSON is answered no page. */
function sendGone(reply: FastifyReply, reason: keyof typeof goneProblems): FastifyReply {
  const said = goneProblems[reason];
  return reply.code(said.status).type('application/problem+json').send(said);
}
