import { z } from 'zod';

import { levelSchema } from '#src/advisory/advisory.ts';
import { AppError } from '#src/errors.ts';
import type { Publisher, SourceDocument } from '#src/sources/publisher.ts';
import { stampOf } from '#src/sources/stamp.ts';

const pageSchema = z.object({
  level: levelSchema.nullable(),
  dated: z.iso.date(),
  text: z.string(),
  note: z.string().optional(),
});
export type Page = z.infer<typeof pageSchema>;

/** A made-up ministry's list: pages by ISO country. */
export type Pages = Readonly<Record<string, Page>>;

const listSchema = z.record(z.string(), pageSchema);

/** The dialect of that ministry, as small as one can be. */
export const listDialect: Publisher = {
  documents: [{ name: 'list', url: 'https://ministry.example/list.json' }],
  read({ body }) {
    const pages = pagesIn(body);
    return {
      entries: Object.entries(pages).map(([country, page]) => entryOf(country, page)),
      isComplete: true,
      follow: [],
      unreadable: [],
    };
  },
};

function pagesIn(body: Buffer): Pages {
  try {
    return listSchema.parse(JSON.parse(body.toString('utf8')));
  } catch (cause) {
    throw new AppError('SOURCE_UNREADABLE', 'list: expected pages by country, got none', { cause });
  }
}

function entryOf(country: string, page: Page) {
  const { level, dated, text, note } = page;
  return {
    key: country,
    stamp: stampOf(page),
    changedAt: new Date(dated),
    content: {
      kind: 'travel-advice' as const,
      status: 'actual' as const,
      language: 'en',
      appliesTo: [{ country, level, levelWording: level === null ? '' : `Level ${level}` }],
      effectiveAt: new Date(dated).toISOString(),
      words: {
        en: {
          headline: `Advice for ${country}`,
          whatToDo: { travellers: text },
          whatHappened: note ?? `Advice for ${country}`,
          ...(note === undefined ? {} : { changeNote: note }),
        },
      },
    },
  };
}

export function documentOf(pages: unknown, at: Date): SourceDocument {
  return {
    url: 'https://ministry.example/list.json',
    contentType: 'application/json',
    body: Buffer.from(typeof pages === 'string' ? pages : JSON.stringify(pages)),
    fetchedAt: at,
  };
}
