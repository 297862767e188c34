import { z } from 'zod';

import { countrySchema, placeSchema } from './place.ts';
import { isTimeZone } from './time-zone.ts';

/** For thresholds only: schemes of different issuers do not map one to one. People are shown the issuer's own wording. */
export const levelSchema = z.literal([0, 1, 2, 3, 4]);
export type Level = z.infer<typeof levelSchema>;

/** Where the advice holds. A null level means "not rated" and passes every threshold. */
const appliesToSchema = placeSchema.and(
  z.object({ level: levelSchema.nullable(), levelWording: z.string().max(300) }),
);
export type AppliesTo = z.infer<typeof appliesToSchema>;

/** Advice to people who plan to go, weakest first. */
export const travellerSteps = [
  'none',
  'caution',
  'reconsider',
  'defer',
  'avoid-non-essential',
  'do-not-travel',
] as const;
/** Advice to people who are there, weakest first. */
export const residentSteps = [
  'none',
  'keep-in-touch',
  'caution',
  'avoid-movement',
  'shelter',
  'consider-leaving',
  'leave',
] as const;

export const relationKinds = [
  'new',
  'update',
  'correction',
  'reiteration',
  'partial-modification',
  'cancel',
  'all-clear',
] as const;
export type RelationKind = (typeof relationKinds)[number];

/** A BCP 47 tag of two or three letters, as in `en`, `hi`, `mlm`. */
export const languageSchema = z
  .string()
  .regex(/^[a-z]{2,3}$/, 'expected a language tag such as en');

const instant = z.iso.datetime({ offset: true });
const line = z.string().trim().max(300);
const prose = z.string().trim().max(20_000);

/** What an advisory says in one language. */
export const wordsSchema = z.object({
  /** The line of a subject or a list: what happened or what is asked, without the alert word and the country. */
  headline: line.min(1),
  whatToDo: z.object({
    residents: prose.optional(),
    travellers: prose.optional(),
    ifYouCannot: prose.optional(),
    constraints: prose.optional(),
    byWhen: line.optional(),
  }),
  whatHappened: prose.min(1),
  /** What is different from the revision before; required except when new. */
  changeNote: prose.optional(),
  /** All-clear only: what still holds there. */
  stillHolds: prose.optional(),
  /** At most 300 characters, made to be passed on by phone; composed from the rest when absent. */
  short: z.string().trim().max(300).optional(),
  /** Hash of the original-language words that this translates (`originOf`); a translation of other words never goes out. */
  translates: z.string().optional(),
});
export type Words = z.infer<typeof wordsSchema>;

/** Where an advisory's text came from. */
const provenanceSchema = z.object({
  source: z.string(),
  url: z.url().optional(),
  fetchedAt: instant,
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
  licence: z.string(),
});
export type Provenance = z.infer<typeof provenanceSchema>;

/** What goes out when an advisory turns out to be wrong: approved with it, so that one officer can release it at once. */
export const withdrawalSchema = z.object({
  changeNote: prose.min(1),
  /** What those who were told should do now. */
  whatToDo: prose.min(1),
});
export type Withdrawal = z.infer<typeof withdrawalSchema>;

/** A part of the issuer's own text that is not passed on, with a fingerprint by which it is seen to change. */
const partSchema = z.object({ title: line.min(1), stamp: z.string().max(64) });

const relationSchema = z.object({
  kind: z.enum(relationKinds),
  /** Advisories of ours that this one continues, beside its own earlier revisions. */
  to: z.array(z.string()).max(20).default([]),
});

/** The content of an advisory as officers work on it; `completeContentSchema` says when it may go out. */
export const contentSchema = z.object({
  issuer: z.string().min(1).max(60),
  kind: z.enum(['travel-advice', 'alert']),
  status: z.enum(['actual', 'exercise', 'test']),
  /** The language of the issuer's own text. */
  language: languageSchema,
  appliesTo: z.array(appliesToSchema).max(300),
  eventPlaces: z.array(placeSchema).max(50).default([]),
  travellers: z.enum(travellerSteps).default('none'),
  residents: z.enum(residentSteps).default('none'),
  /** A day or an instant, as precisely as it is known. */
  eventAt: z.union([instant, z.iso.date()]).optional(),
  /** IANA time zone of the place. */
  timeZone: z
    .string()
    .refine(isTimeZone, 'expected an IANA time zone such as Africa/Bamako')
    .default('UTC'),
  nextUpdateBy: instant.optional(),
  effectiveAt: instant.optional(),
  reviewBy: instant.optional(),
  expiresAt: instant.optional(),
  /** Ids in the mission directory. Numbers come from there, never from a text. */
  contacts: z.array(z.string()).max(20).default([]),
  categories: z.array(z.string().max(60)).max(20).default([]),
  /** Nationalities addressed; empty means the issuer's own citizens. */
  audience: z.array(countrySchema).max(50).default([]),
  relation: relationSchema.default({ kind: 'new', to: [] }),
  words: z.record(languageSchema, wordsSchema),
  /** Instead of the phrase book's, by language. Not published with the advisory. */
  withdrawal: z.record(languageSchema, withdrawalSchema).optional(),
  provenance: provenanceSchema.optional(),
  /** What of the issuer's text is not passed on, so that a change there is seen. */
  parts: z.array(partSchema).max(40).optional(),
});
export type Content = z.infer<typeof contentSchema>;

/** What a revision must say before it may be approved or go out. */
export const completeContentSchema = contentSchema.superRefine((content, context) => {
  for (const [path, message] of missingFrom(content)) {
    context.addIssue({ code: 'custom', path: path.split('.'), message, input: content });
  }
});

function missingFrom(content: Content): readonly (readonly [path: string, message: string])[] {
  const own = content.words[content.language];
  const kind = content.relation.kind;
  const checks: readonly (readonly [boolean, string, string])[] = [
    [
      content.appliesTo.length > 0,
      'appliesTo',
      'expected at least one country or region where the advice holds',
    ],
    [
      content.language !== 'und',
      'language',
      'expected the language of the issuer’s own words, such as en: readers and their programs are told it',
    ],
    [
      own !== undefined,
      `words.${content.language}`,
      'expected words in the language of the issuer',
    ],
    [
      Object.values(own?.whatToDo ?? {}).some((text) => !isBlank(text)),
      `words.${content.language}.whatToDo`,
      'expected something to do for residents or travellers',
    ],
    [
      content.reviewBy !== undefined,
      'reviewBy',
      'expected a time by which an officer looks at this again',
    ],
    [
      kind === 'new' || !isBlank(own?.changeNote),
      `words.${content.language}.changeNote`,
      'expected what is different now: this is not a new advisory',
    ],
    [
      kind !== 'all-clear' || !isBlank(own?.stillHolds),
      `words.${content.language}.stillHolds`,
      'expected what still holds there: an all-clear never ends everything unsaid',
    ],
  ];
  return checks.filter(([holds]) => !holds).map(([, path, message]) => [path, message]);
}

function isBlank(text: string | undefined): boolean {
  return text === undefined || text.trim() === '';
}
