import { z } from 'zod';

import type { Command, Progress, Publications } from '#src/dispatch/publication.ts';
import { AppError } from '#src/errors.ts';

import { forCallers, forOfficers, officerOf } from './access.ts';
import { anyRole, ok } from './answers.ts';
import type { Api } from './answers.ts';
import { countSchema } from './counts.ts';
import type { ShownCount } from './counts.ts';
import { byId, next, oneMore, pageQuery, turnPage } from './paging.ts';
import { publicationSchema, publicationView } from './publication-view.ts';
import { neverLimited } from './rate-limit.ts';

export interface PublicationsNeeds {
  readonly publications: Publications;
  readonly shown: ShownCount;
}

const idParams = z.object({ id: z.coerce.number().int().positive().max(Number.MAX_SAFE_INTEGER) });
const tags = ['publications'];
const readers = { roles: anyRole, scope: 'publications:read' } as const;

/** Revisions and digests going out, and how far they came. `sent` means accepted by the relay, not reached. */
export function registerPublications(api: Api, { publications, shown }: PublicationsNeeds): void {
  api.get(
    '/publications',
    forCallers(readers, {
      tags,
      summary: 'Publications, newest first',
      querystring: z.object({
        kind: z
          .enum(['revision', 'digest'])
          .default('revision')
          .describe('digests go out every morning of each time zone'),
        ...pageQuery(byId, 50),
      }),
      response: ok(z.object({ publications: z.array(publicationSchema), ...next })),
    }),
    async ({ query: { kind, ...query } }, reply) => {
      const { limit, after } = oneMore(query);
      const page = turnPage(reply, await publications.list(limit, kind, after?.id), {
        limit: query.limit,
        keyOf: ({ id }) => ({ id }),
      });
      const listed = page.entries.map((progress) => publicationView(progress, shown));
      return { publications: listed, next: page.next };
    },
  );

  api.get(
    '/publications/:id',
    forCallers(readers, {
      tags,
      summary: 'One publication and how far it came',
      params: idParams,
      response: ok(publicationSchema),
    }),
    async ({ params }) => publicationView(await findIn(publications, params.id), shown),
  );

  registerCommands(api, { publications, shown });
  registerReplay(api, { publications, shown });
}

function registerCommands(api: Api, { publications, shown }: PublicationsNeeds): void {
  for (const [command, summary] of commands) {
    api.post(
      `/publications/:id/${command}`,
      neverLimited(
        forOfficers(['operator', 'approver'], {
          tags,
          summary,
          params: idParams,
          response: ok(publicationSchema),
        }),
      ),
      async (request) => {
        const { state } = await findIn(publications, request.params.id);
        const changed = await publications.command(
          request.params.id,
          command,
          officerOf(request).name,
        );
        if (changed !== undefined) return publicationView(changed, shown);
        throw new AppError(
          'PUBLICATION_CLOSED',
          `Expected a publication in a state from which it can ${command}, arrived one that is ${state}`,
        );
      },
    );
  }
}

function registerReplay(api: Api, { publications, shown }: PublicationsNeeds): void {
  api.post(
    '/publications/:id/replay',
    neverLimited(
      forOfficers(['operator', 'approver'], {
        tags,
        summary: 'Try again what ended as failed',
        description:
          'All of it, or those whose reason begins so, as `smtp-4`. A publication that is done runs again; one that was stopped, replaced or has ended is refused. Who has left meanwhile is not told.',
        params: idParams,
        querystring: z.object({ reason: z.string().min(1).max(200).optional() }),
        response: ok(z.object({ replayed: countSchema, publication: publicationSchema })),
      }),
    ),
    async ({ params: { id }, query, caller }) => {
      const wanted = { publicationId: id, reason: query.reason };
      const replayed = await publications.replay(wanted, officerOf({ caller }).name);
      const publication = publicationView(await findIn(publications, id), shown);
      return { replayed: shown(replayed), publication };
    },
  );
}

const commands = [
  ['pause', 'Begin no further message until it is resumed'],
  ['resume', 'Go on with a paused publication'],
  ['stop', 'Begin no further message, for good'],
] as const satisfies readonly (readonly [Command, string])[];

async function findIn(publications: Publications, id: number): Promise<Progress> {
  const publication = await publications.find(id);
  if (publication !== undefined) return publication;
  throw new AppError('NOT_FOUND', `There is no publication ${id}`);
}
