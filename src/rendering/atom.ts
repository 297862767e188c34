import type { Revision } from '#src/advisory/revision.ts';

import { advisoryView } from './advisory-view.ts';
import type { House } from './house.ts';
import { paths } from './paths.ts';
import type { Tongue } from './tongue.ts';

export interface AtomFeed {
  /** Newest first. */
  readonly revisions: readonly Revision[];
  readonly language: string;
  /** When there is no revision to take the date from. */
  readonly now: Date;
}

/** Atom 1.0 (RFC 4287): one entry per revision, each under an id of its own, for everyone. */
export function atomFeed(house: House, { revisions, language, now }: AtomFeed): string {
  const tongue = house.tongue(language);
  const self = `${house.publicUrl}${paths.feed}`;
  const newest = Math.max(...revisions.map(({ publishedAt }) => publishedAt.getTime()));
  const updated = revisions.length === 0 ? now : new Date(newest);
  const title = `${tongue.t.pages.site.title} – ${house.issuerName(tongue.language)}`;
  return [
    '<?xml version="1.0" encoding="utf-8"?>',
    `<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="${tongue.language}">`,
    element('id', `${tagOf(house)}:advisories`),
    element('title', title),
    element('updated', updated.toISOString()),
    `<author>${element('name', house.issuerName(tongue.language))}</author>`,
    `<link rel="self" type="application/atom+xml" href="${escaped(self)}"/>`,
    `<link rel="alternate" type="text/html" href="${escaped(`${house.publicUrl}/`)}"/>`,
    ...revisions.map((revision) => entryOf(house, revision, tongue)),
    '</feed>',
    '',
  ].join('\n');
}

function entryOf(house: House, revision: Revision, tongue: Tongue): string {
  const view = advisoryView(house, { revision, missions: [], tongue });
  const id = `${tagOf(house)}:advisories/${encodeURIComponent(revision.advisoryId)}/${revision.number}`;
  const at = revision.publishedAt.toISOString();
  const countries = new Set(revision.content.appliesTo.map(({ country }) => country));
  return [
    '<entry>',
    element('id', id),
    element('title', view.subject),
    element('published', at),
    element('updated', at),
    `<link rel="alternate" type="text/html" href="${escaped(view.url)}"/>`,
    ...[...countries].map(
      (country) => `<category term="${country}" label="${escaped(tongue.country(country))}"/>`,
    ),
    element('summary', view.short),
    '</entry>',
  ].join('\n');
}

/** RFC 4151. The year is that of the scheme: an id never changes once given. */
function tagOf(house: House): string {
  return `tag:${new URL(house.publicUrl).hostname},2026`;
}

function element(name: string, text: string): string {
  return `<${name}>${escaped(text)}</${name}>`;
}

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
};

/** Escapes for XML and drops the characters that XML 1.0 cannot hold. */
function escaped(text: string): string {
  return text
    .toWellFormed()
    .replaceAll(/[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu, '')
    .replaceAll(/[&<>"]/g, (character) => entities[character] ?? character);
}
