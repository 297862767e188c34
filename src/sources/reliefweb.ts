import { iso31661 } from 'iso-3166';
import { z } from 'zod';

import type { Place } from '#src/advisory/place.ts';

import { dateIn } from './dates.ts';
import { jsonIn } from './document-in.ts';
import { languageOf } from './feed/address.ts';
import { proseOfHtml } from './feed/html.ts';
import { firstSaid, lineOf, proseOf } from './lines.ts';
import { optionsIn } from './options-in.ts';
import type {
  Doubt,
  Entry,
  Publisher,
  PublisherSettings,
  Reading,
  SourceDocument,
} from './publisher.ts';
import { stampOf } from './stamp.ts';

const optionsSchema = z.strictObject({
  appname: z
    .string({
      error: 'expected the name that ReliefWeb has registered for you (apidoc.reliefweb.int)',
    })
    .regex(/^[\w.-]{3,100}$/, 'expected the name that ReliefWeb has registered for you'),
  limit: z.int().min(1).max(200).default(50),
});

const text = z.string().catch('');

const fieldsSchema = z.object({
  title: z.string().trim().min(1),
  body: text,
  'body-html': text,
  date: z.object({ created: text, changed: text, original: text }).catch({
    created: '',
    changed: '',
    original: '',
  }),
  country: z.array(z.object({ iso3: z.string() })).catch([]),
  language: z.array(z.object({ code: z.string() })).catch([]),
});
type Fields = z.infer<typeof fieldsSchema>;

const documentSchema = z.object({ data: z.array(z.unknown()) });
const reportSchema = z.object({
  // A number in the second version's documentation, a string in what is recorded of the first.
  id: z.union([z.string().min(1).max(100), z.int().transform(String)]),
  fields: fieldsSchema,
});

/**
 * Reports of the United Nations and of relief organisations, in ReliefWeb's API v2 or v1: what officers may want to have read,
 * never what anybody is alerted by. So nothing in them is advice: they have no level and say nothing to do, without which no
 * content is complete enough to go out.
 */
export function createReliefWeb({ sourceId, url, options }: PublisherSettings): Publisher {
  const { appname, limit } = optionsIn(optionsSchema, options, sourceId);
  const asked = {
    name: 'reports',
    url: addressOf({ url, appname, limit }),
    accept: 'application/json',
  };
  return { documents: [asked], read };
}

function read(document: SourceDocument): Reading {
  const { data } = jsonIn(documentSchema, document);
  const parsed = data.map((report) => reportSchema.safeParse(report));
  const unread = parsed.flatMap(({ error }) => (error === undefined ? [] : [error]));
  const entries = parsed.flatMap((report) => (report.data ? [entryOf(report.data)] : []));
  return {
    entries: [...new Map(entries.map((entry) => [entry.key, entry])).values()],
    isComplete: false,
    follow: [],
    unreadable: unread.map((error) => ({
      key: undefined,
      reason: `expected a report in the shape known, got another at ${error.issues[0]?.path.join('.').slice(0, 60) || 'its root'}`,
    })),
  };
}

/** The newest reports with the fields that we read; what the operator wrote in the address (filters) stays. */
function addressOf({
  url,
  appname,
  limit,
}: {
  url: string;
  appname: string;
  limit: number;
}): string {
  const address = new URL(url);
  const { searchParams: asked } = address;
  asked.set('appname', appname);
  asked.set('limit', String(limit));
  if (!asked.has('sort[]')) asked.set('sort[]', 'date.created:desc');
  for (const field of ['title', 'body-html', 'date', 'country.iso3', 'language.code']) {
    asked.append('fields[include][]', field);
  }
  return address.href;
}

function entryOf({ id, fields }: z.infer<typeof reportSchema>): Entry {
  const created = dateIn(fields.date.created) ?? dateIn(fields.date.original);
  const changedAt = dateIn(fields.date.changed) ?? created;
  const language = languageIn(fields);
  const headline = lineOf(fields.title);
  const body = firstSaid(proseOfHtml(fields['body-html']), fields.body);
  const { places, doubts } = placesIn(fields);
  const content = {
    kind: 'travel-advice',
    status: 'actual',
    language,
    appliesTo: places.map((place) => ({ ...place, level: null, levelWording: '' })),
    ...(created === undefined ? {} : { effectiveAt: created.toISOString() }),
    words: {
      [language]: {
        headline: firstSaid(headline, id),
        whatToDo: {},
        whatHappened: firstSaid(proseOf(body, 4000), headline, id),
      },
    },
  } as const;
  return {
    key: id,
    stamp: stampOf(content),
    content,
    changedAt,
    ...(doubts.length === 0 ? {} : { doubts }),
  };
}

const byLetters = new Map(iso31661.map(({ alpha2, alpha3 }) => [alpha3, alpha2]));

/** Countries by ISO 3166-1's three letters, in small ones. "World" is no place, and a report on it is for nobody's country. */
function placesIn({ country }: Fields): {
  readonly places: readonly Place[];
  readonly doubts: readonly Doubt[];
} {
  const letters = [...new Set(country.map(({ iso3 }) => iso3.toUpperCase()))];
  const unknown = letters.find((code) => code !== 'WLD' && !byLetters.has(code));
  const wording = `No table knows the country "${lineOf(unknown ?? '', 20)}".`;
  return {
    places: letters.flatMap((code) => {
      const found = byLetters.get(code);
      return found === undefined ? [] : [{ country: found }];
    }),
    doubts: unknown === undefined ? [] : [{ rule: 'place-unknown', wording }],
  };
}

/** "ot" is ReliefWeb's code for any other language. */
function languageIn({ language }: Fields): string {
  const [code = ''] = language.map((one) => one.code);
  return code === 'ot' ? 'und' : (languageOf(code) ?? 'und');
}
