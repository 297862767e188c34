import type { FastifyInstance, FastifyReply } from 'fastify';

import type { AcknowledgementLink, Acknowledgements } from '#src/endpoints/acknowledgement.ts';
import type { MailboxLinks } from '#src/endpoints/mailbox.ts';

import { guardPages, languageOf, refuseCrossSite, showError, showHtml } from './page-scope.ts';
import type { Exchange, Shows } from './page-scope.ts';
import { tokenIn } from './token-path.ts';

export interface MissionPagesDeps extends Shows {
  readonly acknowledgements: Pick<Acknowledgements, 'peek' | 'acknowledgeByLink'>;
  readonly mailboxes: MailboxLinks;
}

/** What embassies' people open from a mail. Opening changes nothing, for programs that read mails open links too; the button does. */
export function registerMissionPages(app: FastifyInstance, deps: MissionPagesDeps): void {
  void app.register(async (scope) => acknowledgePages(scope, deps)); // loaded when the app gets ready, which its creator awaits
  void app.register(async (scope) => mailboxPages(scope, deps));
}

async function acknowledgePages(scope: FastifyInstance, deps: MissionPagesDeps): Promise<void> {
  const { acknowledgements } = deps;
  guardPages(scope, 'holder');
  refuseCrossSite(scope, deps);

  scope.get('/acknowledge/:token', async (request, reply) => {
    const link = await acknowledgements.peek(tokenIn(request));
    return showAsked(deps, { request, reply }, link);
  });

  scope.post('/acknowledge/:token', async (request, reply) => {
    const link = await acknowledgements.acknowledgeByLink(tokenIn(request));
    return showAsked(deps, { request, reply }, link);
  });
}

function showAsked(
  deps: MissionPagesDeps,
  { request, reply }: Exchange,
  link: AcknowledgementLink | undefined,
): FastifyReply {
  if (link === undefined) return showError(deps, { request, reply, status: 404 });
  const path = `/acknowledge/${encodeURIComponent(tokenIn(request))}`;
  const language = languageOf(request, deps.languages);
  const { acknowledgement, headline, language: headlineLanguage, isActual } = link;
  const { endpointName: endpoint, dueAt: by, state } = acknowledgement;
  if (state === 'open') {
    const asked = { endpoint, headline, headlineLanguage, isActual, by };
    return showHtml(
      reply,
      deps.renderPage('acknowledge', language, { path, action: path, ...asked }),
    );
  }
  const answer = answerTo(acknowledgement);
  return showHtml(reply, deps.renderPage('acknowledged', language, { path, endpoint, answer }));
}

function answerTo({
  acknowledgedAt: at,
  acknowledgedBy: by,
}: AcknowledgementLink['acknowledgement']) {
  return at === undefined || by === undefined ? undefined : { at, by };
}

async function mailboxPages(scope: FastifyInstance, deps: MissionPagesDeps): Promise<void> {
  const { mailboxes, renderPage, languages } = deps;
  guardPages(scope, 'holder');
  refuseCrossSite(scope, deps);

  scope.get('/verify-endpoint/:token', async (request, reply) => {
    const mailbox = await mailboxes.peek(tokenIn(request));
    if (mailbox === undefined) return showError(deps, { request, reply, status: 404 });
    const { endpoint, isVerified } = mailbox;
    const path = `/verify-endpoint/${encodeURIComponent(tokenIn(request))}`;
    const language = languageOf(request, languages);
    const html = isVerified
      ? renderPage('mailbox-verified', language, { path, endpoint })
      : renderPage('verify-mailbox', language, { path, action: path, endpoint });
    return showHtml(reply, html);
  });

  scope.post('/verify-endpoint/:token', async (request, reply) => {
    const mailbox = await mailboxes.verify(tokenIn(request));
    if (mailbox === undefined) return showError(deps, { request, reply, status: 404 });
    const path = `/verify-endpoint/${encodeURIComponent(tokenIn(request))}`;
    const { endpoint } = mailbox;
    const language = languageOf(request, languages);
    return showHtml(reply, renderPage('mailbox-verified', language, { path, endpoint }));
  });
}
