import { z } from 'zod';

import {
  levelSchema,
  relationKinds,
  residentSteps,
  travellerSteps,
} from '#src/advisory/advisory.ts';
import { changeKinds } from '#src/advisory/change.ts';
import { lanes } from '#src/advisory/lane.ts';

const text = z.string();
const instant = z.iso.datetime({ offset: true });
const count = z.int().min(1);
const country = z.string().length(2).describe('ISO 3166-1 alpha-2');
export const language = z.string().describe('BCP 47 tag of two or three letters');

/** Spliced into every body. */
export const ownPart = {
  sequence: count.describe(
    'of the endpoint: its events are numbered from 1 without a gap. A number left out is fetched from /api/v1/events',
  ),
  replay: z.literal(true).optional().describe('asked for again; it has its old sequence and id'),
};

/** Stands in every form of what is about an advisory. */
export const markPart = {
  status: z
    .enum(['actual', 'exercise', 'test'])
    .describe('show nobody an exercise or a test as if it were actual'),
  kind: z.enum(['travel-advice', 'alert']),
  lane: z.enum(lanes),
  countries: z.array(country).describe('where the advice holds'),
  level: levelSchema
    .nullable()
    .describe('the highest of all places; null where nothing is rated. Issuers’ schemes differ'),
};

export const identityPart = {
  advisory: text.describe('the same for all revisions'),
  revision: count.describe('of the advisory; the highest holds'),
};
export const replacesPart = { replaces: count.optional().describe('the revision before it') };

export const addressPart = {
  url: z.url().describe('for people'),
  api: z.url().describe('all of it, as it is now, for programs'),
};

const reference = {
  ...ownPart,
  ...identityPart,
  ...replacesPart,
  change: z.enum(changeKinds).describe('what is different from the revision before'),
  ...markPart,
  language: language.describe('of the issuer’s own words'),
  headline: text.describe('in the issuer’s own words'),
  publishedAt: instant,
  ...addressPart,
  acknowledge: z
    .strictObject({ by: instant, url: z.url().describe('where a receiver posts that it has it') })
    .optional()
    .describe('somebody is to answer; else the endpoint’s contacts are mailed'),
};

const place = z.strictObject({
  country,
  region: text.optional().describe('ISO 3166-2, or a name where there is no code'),
});

const contact = z
  .strictObject({
    id: text,
    country,
    name: z.record(language, text),
    city: z.record(language, text),
    closed: z
      .strictObject({ since: z.iso.date().optional(), servedBy: text })
      .optional()
      .describe('the numbers are those of the mission that serves in its place'),
    phones: z.array(
      z.strictObject({
        number: text.describe('E.164'),
        use: z.enum(['emergency', 'office', 'messenger']),
      }),
    ),
    email: text.optional(),
    hours: text.optional(),
  })
  .describe('a mission, from the verified directory');

const words = z.strictObject({
  language,
  headline: text,
  short: text.optional().describe('at most 300 characters, to be passed on by phone'),
  whatToDo: z.strictObject({
    residents: text.optional(),
    travellers: text.optional(),
    ifYouCannot: text.optional(),
    constraints: text.optional(),
    byWhen: text.optional(),
  }),
  whatHappened: text,
  changeNote: text.optional(),
  stillHolds: text.optional().describe('of an all-clear: what still holds there'),
});

const content = {
  issuer: text,
  appliesTo: z.array(place.extend({ level: levelSchema.nullable(), levelWording: text })),
  eventPlaces: z.array(place),
  travellers: z.enum(travellerSteps),
  residents: z.enum(residentSteps),
  eventAt: z.union([instant, z.iso.date()]).optional().describe('as precisely as it is known'),
  timeZone: text.describe('IANA time zone of the place'),
  nextUpdateBy: instant.optional(),
  effectiveAt: instant.optional(),
  reviewBy: instant.optional(),
  expiresAt: instant.optional(),
  categories: z.array(text),
  audience: z.array(country).describe('nationalities; none for the issuer’s own citizens'),
  relation: z.strictObject({ kind: z.enum(relationKinds), to: z.array(text) }),
  contacts: z.array(contact),
  words: z.array(words).describe('the original first, then translations of exactly it'),
  source: z.strictObject({ name: text, url: text.optional() }).optional(),
};

const whole = z
  .strictObject({ ...reference, ...content, shortened: z.literal(false) })
  .describe('everything that is said');

const shortened = z
  .strictObject({ ...reference, shortened: z.literal(true) })
  .extend(z.strictObject({ ...content, words: z.array(words.partial()) }).partial().shape)
  .describe('would have been over 20 KB: something is left out or cut; all of it stands at `api`');

const thin = z
  .strictObject({ ...reference, thin: z.literal(true) })
  .describe('what endpoints are told whose detail is `thin`');

/** What is said of a revision, in one of three forms. */
export const revisionDataSchema = z.union([whole, shortened, thin]);
