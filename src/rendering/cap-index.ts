import type { Outline, Outlines } from '#src/advisory/outline.ts';

import { element, escaped } from './atom.ts';
import { entryId, feedUrl, tagOf } from './feed.ts';
import type { House } from './house.ts';
import { paths } from './paths.ts';
import { subjectOf } from './subject.ts';
import type { Tongue } from './tongue.ts';

export interface CapIndex extends Outlines {
  readonly country?: string | undefined;
  /** When nothing in it says when it changed. */
  readonly now: Date;
}

/**
 * An Atom feed of CAP messages, for programs that poll: what each entry leads to is the message and no page. In the issuer's first
 * language only, for each message holds all of its own.
 */
export function capIndex(house: House, index: CapIndex): string {
  const { outlines, country, changedAt = index.now } = index;
  const tongue = house.tongue('');
  const title = `${tongue.t.pages.site.title} (CAP)`;
  const of = country === undefined ? '' : `/countries/${country}`;
  return [
    '<?xml version="1.0" encoding="utf-8"?>',
    `<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="${tongue.language}">`,
    element('id', `${tagOf(house)}:cap${of}`),
    element('title', country === undefined ? title : `${tongue.country(country)} – ${title}`),
    element('updated', changedAt.toISOString()),
    `<author>${element('name', house.issuerName(tongue.language))}</author>`,
    `<link rel="self" type="application/atom+xml" href="${escaped(feedUrl(house, paths.capIndex, index))}"/>`,
    ...outlines.map((outline) => entryOf(house, outline, tongue)),
    '</feed>',
    '',
  ].join('\n');
}

function entryOf(house: House, outline: Outline, tongue: Tongue): string {
  const { advisoryId, number, content, headline, publishedAt } = outline;
  const at = publishedAt.toISOString();
  const title = subjectOf(outline, tongue, headline);
  const url = `${house.publicUrl}${paths.cap(advisoryId, number)}`;
  const countries = new Set(content.appliesTo.map(({ country }) => country));
  return [
    '<entry>',
    element('id', entryId(house, outline)),
    element('title', title),
    element('published', at),
    element('updated', at),
    `<link rel="alternate" type="application/cap+xml" href="${escaped(url)}"/>`,
    ...[...countries].map((code) => `<category term="${code}"/>`),
    element('summary', title),
    '</entry>',
  ].join('\n');
}
