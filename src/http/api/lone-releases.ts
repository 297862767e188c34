import { z } from 'zod';

import type { LoneReleases, Reviewing } from '#src/officers/reviewing.ts';

import { forOfficers, officerOf } from './access.ts';
import { anyRole, ok } from './answers.ts';
import type { Api } from './answers.ts';
import { byId, next, oneMore, pageQuery, turnPage } from './paging.ts';
import { neverLimited } from './rate-limit.ts';

export interface LoneReleasesNeeds {
  readonly loneReleases: Pick<LoneReleases, 'list'>;
  readonly desk: Reviewing;
}

const tags = ['publications'];
const loneReleaseSchema = z
  .object({
    publicationId: z.int(),
    advisoryId: z.string(),
    revision: z.int(),
    officer: z.string(),
    at: z.date(),
    reason: z.string(),
    authors: z.array(z.string()).readonly(),
    review: z
      .object({
        officer: z.string(),
        at: z.date(),
        verdict: z.enum(['upheld', 'objected']),
        note: z.string(),
      })
      .optional(),
  })
  .meta({ id: 'LoneRelease' });

/** Emergencies that one person released because no second one acted. */
export function registerLoneReleases(api: Api, { loneReleases, desk }: LoneReleasesNeeds): void {
  api.get(
    '/lone-releases',
    forOfficers(anyRole, {
      tags,
      summary: 'Emergencies that one person released, newest first',
      querystring: z.object({
        which: z.enum(['waiting', 'all']).default('waiting'),
        ...pageQuery(byId),
      }),
      response: ok(z.object({ loneReleases: z.array(loneReleaseSchema), ...next })),
    }),
    async ({ query: { which, ...query } }, reply) => {
      const page = turnPage(reply, await loneReleases.list(which, oneMore(query)), {
        limit: query.limit,
        keyOf: ({ publicationId }) => ({ id: publicationId }),
      });
      return { loneReleases: page.entries, next: page.next };
    },
  );

  api.post(
    '/lone-releases/:publicationId/review',
    neverLimited(
      forOfficers(['approver'], {
        tags,
        summary: 'Say afterwards whether releasing it alone was right',
        description:
          'By an approver who neither wrote nor released it. It takes nothing back: for that the advisory is withdrawn or corrected.',
        params: z.object({
          publicationId: z.coerce.number().int().positive().max(Number.MAX_SAFE_INTEGER),
        }),
        body: z.object({
          verdict: z.enum(['upheld', 'objected']),
          note: z.string().trim().min(1).max(500),
        }),
        response: ok(loneReleaseSchema),
      }),
    ),
    ({ caller, params, body }) =>
      desk.reviewLoneRelease(officerOf({ caller }), { ...params, ...body }),
  );
}
