import { sql } from 'kysely';

import type { Content } from '#src/advisory/advisory.ts';

import { contentOf } from './event-history.ts';

/** What an event `e` says; of one that vanished, what its source had said last. Needs a join of its own. */
export const lastWord = sql`left join lateral (
  select coalesce(e.content, (
    select b.content from advisory_events b
    where b.source_id = e.source_id and b.key = e.key and b.id < e.id and b.content is not null
    order by b.id desc limit 1)) as content) said on true`;

/** Where it applies and what it is called, for a list. */
export function factsOf(stored: unknown): {
  readonly countries: readonly string[];
  readonly headline: string | undefined;
} {
  const content: Content | undefined = contentOf(stored);
  return {
    countries: [...new Set(content?.appliesTo.map(({ country }) => country))],
    headline: content?.words[content.language]?.headline,
  };
}
