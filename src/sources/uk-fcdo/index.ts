import { z } from 'zod';

import { shapeIn, whereOf } from '#src/sources/document-in.ts';
import type { Entry, Follow, Reading, Unreadable } from '#src/sources/publisher.ts';
import { stampOf } from '#src/sources/stamp.ts';

import { areaPlaces } from './countries.ts';
import { placeUnknown, storyOf } from './words.ts';

const listSchema = z.object({ links: z.object({ children: z.array(z.unknown()) }) });

const childSchema = z.object({
  content_id: z.uuid(),
  public_updated_at: z.iso.datetime({ offset: true }).transform((text) => new Date(text)),
  withdrawn: z.boolean().default(false),
  title: z.string().optional(),
  details: z.object({
    change_description: z.string().nullish(),
    country: z.object({
      slug: z.string().regex(/^[a-z0-9-]{1,80}$/),
      name: z.string().trim().min(1).max(100).optional(),
    }),
  }),
});
type Child = z.infer<typeof childSchema>;

/** GOV.UK's list of areas. Withdrawn ones count as no longer listed: what that means is for an officer to say. */
export function readIndex(said: unknown, url: string): Reading {
  const { links } = shapeIn(listSchema, said, 'the index');
  const follow: Follow[] = [];
  const unreadable: Unreadable[] = [];
  for (const one of links.children) {
    const child = childSchema.safeParse(one);
    if (!child.success) unreadable.push(unreadableChild(one, child.error));
    else if (!child.data.withdrawn) follow.push(followOf(child.data, url));
  }
  return { entries: [], follow, unreadable, isComplete: true };
}

function unreadableChild(one: unknown, error: z.ZodError): Unreadable {
  const named = z.object({ content_id: z.uuid() }).safeParse(one);
  const reason = `expected an area of the index in the shape known, got another at ${whereOf(error)}`;
  return { key: named.data?.content_id, reason };
}

function followOf(child: Child, url: string): Follow {
  const { content_id: key, public_updated_at: changedAt, details } = child;
  const { slug } = details.country;
  const stamp = stampOf([changedAt.toISOString(), details.change_description ?? '', slug]);
  const page = `${url.replace('/api/content/', '/')}/${slug}`;
  const entry = entryOfChild(child, { stamp, page });
  return { key, url: `${url}/${slug}`, stamp, notBefore: changedAt, entry };
}

interface Told {
  readonly stamp: string;
  /** Where the public reads the advice. */
  readonly page: string;
}

/** What the index says by itself: what changed, and where the advice is to be read; not the level. */
function entryOfChild({ details, ...child }: Child, { stamp, page }: Told): Entry {
  const { content_id: key, public_updated_at: changedAt } = child;
  const { slug, name = slug } = details.country;
  const places = areaPlaces(slug);
  return {
    key,
    stamp,
    changedAt,
    doubts: places === undefined ? [placeUnknown(name)] : [],
    content: {
      kind: 'travel-advice',
      status: 'actual',
      language: 'en',
      appliesTo: (places ?? []).map((place) => ({ ...place, level: null, levelWording: '' })),
      effectiveAt: changedAt.toISOString(),
      words: {
        en: {
          ...storyOf(details.change_description, child.title ?? `${name} travel advice`),
          whatToDo: { travellers: `Read the advice on GOV.UK: ${page}` },
        },
      },
    },
  };
}
