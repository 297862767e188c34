import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';

import type { Revision } from '#src/advisory/revision.ts';
import type { Searching } from '#src/advisory/search.ts';
import type { PlaceFinder } from '#src/places/place-finder.ts';
import type { OwnMail } from '#src/subscription/own-mail.ts';
import type { OwnRecords } from '#src/subscription/own-records.ts';
import type { Subscriptions } from '#src/subscription/subscription.ts';

import { readSearch } from './advisory-search.ts';
import { showLinkGone } from './link-gone.ts';
import { guardPages, languageOf, showError, showHtml } from './page-scope.ts';
import type { Exchange, Shows } from './page-scope.ts';
import { managePath, tokenIn } from './token-path.ts';

export interface WhyPagesDeps extends Shows {
  readonly ownRecords: Pick<OwnRecords, 'mails' | 'why'>;
  readonly subscriptions: Pick<Subscriptions, 'manage'>;
  readonly searching: Pick<Searching, 'search'>;
  readonly places: Pick<PlaceFinder, 'named'>;
  readonly now: () => Date;
}

/** A citizen's own mails, and why each came or did not, while a mailed link holds. */
export async function whyPages(scope: FastifyInstance, deps: WhyPagesDeps): Promise<void> {
  guardPages(scope, 'holder');
  scope.get('/manage/:token/why', async (request, reply) => showMails(deps, { request, reply }));
  scope.get('/manage/:token/why/:id/:number', async (request, reply) =>
    showWhy(deps, { request, reply }),
  );
}

const foundAtMost = 15;

async function showMails(deps: WhyPagesDeps, { request, reply }: Exchange): Promise<FastifyReply> {
  const { renderPage, languages, ownRecords } = deps;
  const mails = await ownRecords.mails(tokenIn(request));
  if (mails.kind !== 'used')
    return showLinkGone(deps, { request, reply, reason: mails.kind, purpose: 'manage' });
  const path = `${managePath(request)}/why`;
  const { sought, found } = await lookedFor(deps, request.query);
  const page = {
    path,
    action: path,
    backPath: managePath(request),
    clock: await clockOf(deps, request),
    mails: mails.value.map((mail) => ({ mail, whyPath: whyPathOf(path, mail) })),
    sought,
    found: found?.map((revision) => ({ revision, whyPath: messagePath(path, revision) })),
  };
  return showHtml(reply, renderPage('manage-why', languageOf(request, languages), page));
}

/** Advisories of any time by words or places, as the first page finds them; undefined when nothing was looked for. */
async function lookedFor(
  { searching, places, now }: WhyPagesDeps,
  query: unknown,
): Promise<{ readonly sought: string; readonly found: readonly Revision[] | undefined }> {
  const { values, search } = readSearch({ ...asked.parse(query), ended: 'yes' }, places, now());
  if (values.q === '') return { sought: '', found: undefined };
  const { revisions } = await searching.search(search, { page: 1, size: foundAtMost });
  return { sought: values.q, found: revisions };
}

const asked = z.object({ q: z.unknown() }).partial().catch({});
const messageParams = z.object({
  id: z.string(),
  number: z.coerce.number().int().positive().max(1_000_000),
});

async function showWhy(deps: WhyPagesDeps, { request, reply }: Exchange): Promise<FastifyReply> {
  const { renderPage, languages, ownRecords } = deps;
  const params = messageParams.safeParse(request.params);
  if (!params.success) return showError(deps, { request, reply, status: 404 });
  const { id: advisoryId, number } = params.data;
  const why = await ownRecords.why(tokenIn(request), { advisoryId, number });
  if (why.kind !== 'used')
    return showLinkGone(deps, { request, reply, reason: why.kind, purpose: 'manage' });
  if (why.value === undefined) return showError(deps, { request, reply, status: 404 });
  const backPath = `${managePath(request)}/why`;
  const page = {
    path: messagePath(backPath, why.value.revision),
    backPath,
    advisoryPath: `${backPath}/${encodeURIComponent(advisoryId)}`,
    clock: await clockOf(deps, request),
    why: why.value,
  };
  return showHtml(reply, renderPage('manage-why-message', languageOf(request, languages), page));
}

/** The zone in whose morning a citizen reads digests: of whoever chose none, undefined. */
async function clockOf(
  { subscriptions }: WhyPagesDeps,
  request: FastifyRequest,
): Promise<string | undefined> {
  const list = await subscriptions.manage(tokenIn(request));
  if (list.kind !== 'used') return undefined;
  const digest = list.value.find(({ wish }) => wish.rhythm.every !== 'message');
  return digest?.wish.rhythm.timeZone;
}

function whyPathOf(path: string, { about }: OwnMail): string | undefined {
  return about.kind === 'revision' ? messagePath(path, about.revision) : undefined;
}

function messagePath(path: string, { advisoryId, number }: Revision): string {
  return `${path}/${encodeURIComponent(advisoryId)}/${number}`;
}
