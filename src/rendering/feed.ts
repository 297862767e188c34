import type { Revision } from '#src/advisory/revision.ts';

import { advisoryView } from './advisory-view.ts';
import type { House } from './house.ts';
import { paths, withQuery } from './paths.ts';
import type { Tongue } from './tongue.ts';

export interface Feed {
  /** Newest first. */
  readonly revisions: readonly Revision[];
  readonly language: string;
  /** Whose news it is, of one country only. */
  readonly country?: string | undefined;
  /** When there is no revision to take the date from. */
  readonly now: Date;
}

/** What a feed says, whatever its format: one entry per revision, each under an id of its own, for everyone. */
export interface FeedView {
  readonly id: string;
  readonly title: string;
  readonly author: string;
  readonly language: string;
  readonly homeUrl: string;
  readonly updated: Date;
  readonly entries: readonly FeedEntry[];
}

interface FeedEntry {
  readonly id: string;
  readonly title: string;
  readonly url: string;
  /** The same message as CAP 1.2. */
  readonly capUrl: string;
  readonly at: Date;
  readonly countries: readonly { readonly code: string; readonly name: string }[];
  readonly short: string;
}

export function feedView(house: House, { revisions, language, country, now }: Feed): FeedView {
  const tongue = house.tongue(language);
  const newest = Math.max(...revisions.map(({ publishedAt }) => publishedAt.getTime()));
  const author = house.issuerName(tongue.language);
  const title = `${tongue.t.pages.site.title} – ${author}`;
  return {
    id: `${tagOf(house)}:advisories${country === undefined ? '' : `/countries/${country}`}`,
    title: country === undefined ? title : `${tongue.country(country)} – ${title}`,
    author,
    language: tongue.language,
    homeUrl: `${house.publicUrl}${country === undefined ? paths.home : paths.country(country)}`,
    updated: revisions.length === 0 ? now : new Date(newest),
    entries: revisions.map((revision) => entryOf(house, revision, tongue)),
  };
}

/** The feed's own address. */
export function feedUrl(
  house: House,
  path: string,
  { country = '' }: Pick<Feed, 'country'>,
): string {
  return `${house.publicUrl}${withQuery(path, { country })}`;
}

function entryOf(house: House, revision: Revision, tongue: Tongue): FeedEntry {
  const { subject, url, short } = advisoryView(house, { revision, missions: [], tongue });
  const codes = new Set(revision.content.appliesTo.map(({ country }) => country));
  return {
    id: entryId(house, revision),
    title: subject,
    url,
    capUrl: `${house.publicUrl}${paths.cap(revision.advisoryId, revision.number)}`,
    at: revision.publishedAt,
    countries: [...codes].map((code) => ({ code, name: tongue.country(code) })),
    short,
  };
}

export function entryId(
  house: House,
  { advisoryId, number }: Pick<Revision, 'advisoryId' | 'number'>,
): string {
  return `${tagOf(house)}:advisories/${encodeURIComponent(advisoryId)}/${number}`;
}

/** RFC 4151. The year is that of the scheme: an id never changes once given. */
export function tagOf(house: House): string {
  return `tag:${new URL(house.publicUrl).hostname},2026`;
}
