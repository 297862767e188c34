import { z } from 'zod';

import { languageSchema, levelSchema } from '#src/advisory/advisory.ts';
import { categories } from '#src/advisory/category.ts';
import { lanes } from '#src/advisory/lane.ts';
import type { ListAdvisories } from '#src/advisory/listing.ts';
import { countrySchema, regionCodeSchema } from '#src/advisory/place.ts';
import type { Revisions } from '#src/advisory/revision.ts';
import { AppError } from '#src/errors.ts';

import { forEverybody } from './access.ts';
import { ok } from './answers.ts';
import type { Api } from './answers.ts';
import { byName, next, oneMore, pageQuery, turnPage } from './paging.ts';
import { revisionSchema, revisionView, spokenIn } from './revision-view.ts';

export interface ReadingNeeds {
  readonly revisions: Pick<Revisions, 'find'>;
  readonly listAdvisories: ListAdvisories;
  readonly now: () => Date;
}

const tags = ['advisories'];
const byRevision = byName.extend({
  number: z
    .int()
    .positive()
    .max(2 ** 31 - 1),
});

const language = languageSchema
  .optional()
  .describe('gives the words in that language alone; where there are none, the issuer’s own');

const listingQuery = z.object({
  country: countrySchema.optional(),
  region: regionCodeSchema
    .optional()
    .describe('ISO 3166-2; what holds for all of its country is given too'),
  level: z
    .enum(['0', '1', '2', '3', '4'])
    .transform((text) => levelSchema.parse(Number(text)))
    .optional()
    .describe(
      'at least this one, in the country or region asked for; what is not rated is given too',
    ),
  kind: z.enum(['travel-advice', 'alert']).optional(),
  lane: z.enum(lanes).optional(),
  category: z
    .enum(categories)
    .optional()
    .describe('of CAP 1.2; what has none of those is given too'),
  state: z
    .enum(['in-force', 'replaced', 'ended'])
    .optional()
    .describe(
      'in-force when left out; with changedSince what is in force and what has ended, so that no ending is missed',
    ),
  changedSince: z.iso
    .datetime({ offset: true })
    .transform((text) => new Date(text))
    .optional()
    .describe('published, or run out, then or later'),
  language,
  ...pageQuery(byRevision),
});

/** What has been published. Reading needs no token: an advisory is for everybody. */
export function registerReading(api: Api, { revisions, listAdvisories, now }: ReadingNeeds): void {
  api.get(
    '/advisories',
    forEverybody({
      tags,
      summary: 'Advisories in force, or of another state, newest first',
      description:
        'Of each advisory its latest revision; of what was replaced every revision. All that is asked for must hold.',
      querystring: listingQuery,
      response: ok(z.object({ advisories: z.array(revisionSchema), ...next })),
    }),
    async ({ query: { limit, after, language: asked, ...wanted } }, reply) => {
      const at = now();
      const state = wanted.state ?? (wanted.changedSince === undefined ? 'in-force' : undefined);
      const found = await listAdvisories({ ...wanted, state, at }, oneMore({ limit, after }));
      const { entries, ...page } = turnPage(reply, found, {
        limit,
        keyOf: ({ revision: { advisoryId, number } }) => ({ id: advisoryId, number }),
      });
      const advisories = entries.map(({ revision, latest }) =>
        spokenIn(asked, revisionView(revision, latest, at)),
      );
      return { advisories, ...page };
    },
  );

  api.get(
    '/advisories/:id',
    forEverybody({
      tags,
      summary: 'One advisory with all its revisions, newest first',
      params: z.object({ id: z.string().max(100) }),
      querystring: z.object({ language }),
      response: ok(z.object({ id: z.string(), revisions: z.array(revisionSchema) })),
    }),
    async ({ params: { id }, query }) => {
      const published = (await revisions.find(id))?.revisions ?? [];
      const latest = published[0]?.number;
      if (latest === undefined) throw new AppError('NOT_FOUND', `There is no advisory ${id}`);
      const views = published.map((revision) => revisionView(revision, latest, now()));
      return { id, revisions: views.map((view) => spokenIn(query.language, view)) };
    },
  );
}
