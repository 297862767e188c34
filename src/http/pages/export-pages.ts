import type { FastifyInstance, FastifyReply } from 'fastify';

import type { Voice } from '#src/rendering/voice.ts';
import { exportDocument } from '#src/subscription/own-export.ts';
import type { OwnExport } from '#src/subscription/own-export.ts';
import type { OwnRecords } from '#src/subscription/own-records.ts';
import type { Subscriptions } from '#src/subscription/subscription.ts';

import { showLinkGone } from './link-gone.ts';
import { guardPages, languageOf, showHtml } from './page-scope.ts';
import type { Exchange, Shows } from './page-scope.ts';
import { managePath, tokenIn } from './token-path.ts';

export interface ExportPagesDeps extends Shows {
  readonly subscriptions: Pick<Subscriptions, 'manage'>;
  readonly ownRecords: Pick<OwnRecords, 'everything'>;
  readonly voice: Pick<Voice, 'ownCopy'>;
}

const path = '/manage/:token/export';

/** A copy of everything held on a citizen, while a mailed link holds: one to read, one for programs. */
export async function exportPages(scope: FastifyInstance, deps: ExportPagesDeps): Promise<void> {
  const { renderPage, languages, subscriptions, voice } = deps;
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

  scope.get(`${path}/data.json`, async (request, reply) =>
    withEverything(deps, { request, reply }, (everything) =>
      reply
        .header('content-disposition', 'attachment; filename="travel-alerts.json"')
        .type('application/json; charset=utf-8')
        .send(exportDocument(everything)),
    ),
  );

  scope.get(`${path}/data.html`, async (request, reply) =>
    withEverything(deps, { request, reply }, (everything) => {
      const html = voice.ownCopy({ language: languageOf(request, languages), everything });
      return showHtml(
        reply.header('content-disposition', 'attachment; filename="travel-alerts.html"'),
        html,
      );
    }),
  );
}

async function withEverything(
  deps: ExportPagesDeps,
  { request, reply }: Exchange,
  show: (everything: OwnExport) => FastifyReply,
): Promise<FastifyReply> {
  const everything = await deps.ownRecords.everything(tokenIn(request));
  if (everything.kind === 'used' && everything.value !== undefined) return show(everything.value);
  const reason = everything.kind === 'used' ? 'unknown' : everything.kind;
  return showLinkGone(deps, { request, reply, reason, purpose: 'manage' });
}
