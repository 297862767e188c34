import { iso31661 } from 'iso-3166';
import { z } from 'zod';

import { languageSchema, levelSchema } from '#src/advisory/advisory.ts';
import { lanes } from '#src/advisory/lane.ts';
import type { Bulletin, Outline } from '#src/advisory/outline.ts';
import { countrySchema } from '#src/advisory/place.ts';
import type { Revisions } from '#src/advisory/revision.ts';
import { standingsIn } from '#src/advisory/standing.ts';

import { forEverybody } from './access.ts';
import { ok } from './answers.ts';
import type { Api } from './answers.ts';
import { byName, next, pageQuery, slicePage } from './paging.ts';
import { revisionSchema, revisionView, spokenIn } from './revision-view.ts';

export interface CountriesNeeds {
  readonly bulletin: Pick<Bulletin, 'inForce'>;
  readonly revisions: Pick<Revisions, 'inForce'>;
  readonly now: () => Date;
}

const standingSchema = z
  .object({
    level: levelSchema.nullable().describe('null is not rated, which is not the lowest'),
    levelWording: z.string().describe('in the words of who issued it'),
    region: z.string().optional().describe('where it holds, when not in the whole country'),
    advisoryId: z.string(),
    issuer: z.string(),
  })
  .meta({ id: 'Standing' });

const code = countrySchema.describe('ISO 3166-1 alpha-2');
const highest = standingSchema
  .optional()
  .describe('the highest level in force, of the country or a part of it; absent where none is');

const summarySchema = z
  .object({
    id: z.string(),
    number: z.int(),
    issuer: z.string(),
    kind: z.enum(['travel-advice', 'alert']),
    lane: z.enum(lanes),
    publishedAt: z.date(),
    headline: z.string(),
    language: z.string().describe('of the headline'),
  })
  .meta({ id: 'AdvisorySummary' });

const listedSchema = z
  .object({ code, name: z.string(), highest, advisories: z.array(summarySchema) })
  .meta({ id: 'ListedCountry' });

const countryAnswer = z
  .object({
    code,
    name: z.string(),
    highest,
    regions: z
      .array(standingSchema)
      .describe('the highest level of each region that is rated apart, the highest first'),
    advisories: z.array(revisionSchema).describe('in force, newest first'),
  })
  .meta({ id: 'Country' });

const tags = ['countries'];
const codes = iso31661.map(({ alpha2 }) => ({ id: alpha2 }));

/** What holds where. Reading needs no token: advice is for everybody. */
export function registerCountries(api: Api, { bulletin, revisions, now }: CountriesNeeds): void {
  api.get(
    '/countries',
    forEverybody({
      tags,
      summary:
        'Every country, with the highest level that holds there now and the advisories in force',
      description:
        'In the order of their codes. A country without advisories in force is listed too: nothing is said of it, which is not an all-clear. Levels of different issuers are not one scale.',
      querystring: z.object({
        language: languageSchema.default('en').describe('of the countries’ names'),
        ...pageQuery(byName, codes.length),
      }),
      response: ok(z.object({ countries: z.array(listedSchema), ...next })),
    }),
    async ({ query: { language, ...query } }, reply) => {
      const { entries, ...page } = slicePage(reply, codes, query);
      const { outlines } = await bulletin.inForce({ at: now() });
      const names = namesIn(language);
      return { countries: entries.map(({ id }) => listed(id, names, outlines)), ...page };
    },
  );

  api.get(
    '/countries/:country',
    forEverybody({
      tags,
      summary: 'What holds in one country now, with its regions and the advisories in force',
      params: z.object({ country: code }),
      querystring: z.object({
        language: languageSchema
          .optional()
          .describe('of the words and names; where there are none, the issuer’s own'),
      }),
      response: ok(countryAnswer),
    }),
    async ({ params: { country }, query: { language } }) => {
      const at = now();
      const inForce = await revisions.inForce({ country, at });
      return {
        code: country,
        name: namesIn(language ?? 'en')(country),
        ...standingsIn(country, inForce),
        advisories: inForce.map((revision) =>
          spokenIn(language, revisionView(revision, revision.number, at)),
        ),
      };
    },
  );
}

type Names = (code: string) => string;

function namesIn(language: string): Names {
  const names = new Intl.DisplayNames([language, 'en'], { type: 'region' });
  return (of) => names.of(of) ?? of;
}

function listed(
  country: string,
  names: Names,
  outlines: readonly Outline[],
): z.infer<typeof listedSchema> {
  const there = outlines.filter(({ content }) =>
    content.appliesTo.some((place) => place.country === country),
  );
  return {
    code: country,
    name: names(country),
    highest: standingsIn(country, there).highest,
    advisories: there.map(({ advisoryId, content, headline, ...outline }) => ({
      id: advisoryId,
      number: outline.number,
      issuer: content.issuer,
      kind: content.kind,
      lane: outline.lane,
      publishedAt: outline.publishedAt,
      headline,
      language: content.language,
    })),
  };
}
