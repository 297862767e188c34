import type { FastifyInstance, FastifyReply } from 'fastify';
import { z } from 'zod';

import type { Missions } from '#src/advisory/mission.ts';
import type { Advisory, Revisions } from '#src/advisory/revision.ts';
import { paths } from '#src/rendering/paths.ts';

import { guardPages, languageOf, showError, showHtml } from './page-scope.ts';
import type { Exchange, Shows } from './page-scope.ts';

export interface AdvisoryPagesDeps extends Shows {
  readonly revisions: Pick<Revisions, 'find'>;
  readonly missions: Pick<Missions, 'find'>;
  readonly now: () => Date;
}

const advisoryParams = z.object({ id: z.string() });
const messageParams = advisoryParams.extend({ number: z.coerce.number().int().positive() });

/** Each advisory, with all its messages. */
export async function advisoryPages(
  scope: FastifyInstance,
  deps: AdvisoryPagesDeps,
): Promise<void> {
  guardPages(scope, 'everyone');

  scope.get('/advisories/:id', async (request, reply) => {
    const { id } = advisoryParams.parse(request.params);
    const found = await newest(deps, id);
    return showAdvisory(deps, { request, reply, found, path: paths.advisory(id) });
  });

  scope.get('/advisories/:id/:number', async (request, reply) => {
    const message = messageParams.safeParse(request.params);
    if (!message.success) return showError(deps, { request, reply, status: 404 });
    const { id, number } = message.data;
    const found = await newest(deps, id);
    const path = paths.message(id, number);
    return showAdvisory(deps, { request, reply, found: found && { ...found, number }, path });
  });
}

interface Found {
  readonly advisory: Advisory;
  readonly number: number;
}

async function newest({ revisions }: AdvisoryPagesDeps, id: string): Promise<Found | undefined> {
  const advisory = await revisions.find(id);
  return advisory && { advisory, number: advisory.revisions[0]?.number ?? 0 };
}

interface Wanted extends Exchange {
  readonly found: Found | undefined;
  readonly path: string;
}

async function showAdvisory(
  deps: AdvisoryPagesDeps,
  { request, reply, found, path }: Wanted,
): Promise<FastifyReply> {
  const { renderPage, languages, missions, now } = deps;
  const revision = found?.advisory.revisions.find(({ number }) => number === found.number);
  if (found === undefined || revision === undefined)
    return showError(deps, { request, reply, status: 404 });
  const contacts = await missions.find(revision.content.contacts);
  const page = { ...found, path, missions: contacts, at: now() };
  return showHtml(reply, renderPage('advisory', languageOf(request, languages), page));
}
