import type { Content } from '#src/advisory/advisory.ts';
import { canonicalHash } from '#src/advisory/canonical.ts';
import type { Revision } from '#src/advisory/revision.ts';

import { singleLine } from './bidi.ts';
import type { Tongue } from './tongue.ts';

/** What the alert word and the countries are taken from. */
interface Worded extends Pick<Revision, 'number' | 'lane'> {
  readonly content: Pick<Revision['content'], 'status' | 'kind' | 'relation' | 'appliesTo'>;
}

/** E13: alert word and country stand within this many characters. */
const room = 40;

/**
 * The subject of a revision's mail, one line: alert word (or what changed), country, headline. Follow-ups carry
 * the number of the message, so that no subject is an earlier one of the same advisory again.
 */
export function subjectOf(revision: Worded, tongue: Tongue, headline: string): string {
  const { number, content } = revision;
  const { t, fill, pair } = tongue;
  const kind = alertWord(revision, tongue);
  const [word, text] =
    content.status === 'actual' ? [kind, headline] : [t.word[content.status], pair(kind, headline)];
  const form = number > 1 ? t.subject.later : t.subject.first;
  const before = form.slice(0, form.indexOf('{country}')).replace('{word}', word);
  const country = countriesFor(content, tongue, room - before.length);
  return singleLine(fill(form, { word, country, headline: singleLine(text), number }));
}

/**
 * The subject for a reader who may be seen with it: nothing of a place or of what happened, and yet none twice, of
 * whatever advisory. Whether it is an exercise and whether it can wait, it says.
 */
export function discreetSubject(revision: Revision, tongue: Tongue, issuerZone: string): string {
  const { advisoryId, number, content, lane, publishedAt } = revision;
  const { t, fill, pair } = tongue;
  const form = lane === 'emergency' ? t.subject.discreetNow : t.subject.discreet;
  const code = canonicalHash([advisoryId, number]).slice(0, 6);
  const text = fill(form, { number, date: tongue.dayOf(publishedAt, issuerZone), code });
  return singleLine(content.status === 'actual' ? text : pair(t.word[content.status], text));
}

/** What a revision is, in one word of the reader's language: EMERGENCY, CORRECTION, UPDATE 2 … */
export function alertWord(revision: Worded, { t, fill }: Tongue): string {
  const { content, number } = revision;
  const { kind } = content.relation;
  if (kind === 'all-clear') return t.word.allClear;
  if (kind === 'correction' || kind === 'reiteration' || kind === 'cancel') return t.word[kind];
  if (number > 1) return fill(t.word.updateNumber, { number });
  return kind === 'new' ? firstWord(revision, t.word) : t.word.update;
}

/** The countries of an advisory in at most `space` characters: all names, or as many as fit and how many more. */
export function countriesFor(
  content: Pick<Content, 'appliesTo'>,
  tongue: Tongue,
  space: number,
): string {
  const codes = [...new Set(content.appliesTo.map(({ country }) => country))];
  if (codes.length === 0) return '…'; // a draft in a preview: it does not go out without a place
  const full = codes.map((code) => tongue.country(code));
  for (let shown = full.length; shown > 0; shown -= 1) {
    const text = someOf(full, shown, tongue);
    if (text.length <= space) return text;
  }
  return someOf(codes.slice(0, 1).map(tongue.shortCountry).concat(full.slice(1)), 1, tongue);
}

function someOf(names: readonly string[], shown: number, tongue: Tongue): string {
  const country = tongue.list(names.slice(0, shown));
  const count = names.length - shown;
  return count === 0 ? country : tongue.fill(tongue.t.format.countryAndMore, { country, count });
}

function firstWord({ content, lane }: Worded, word: Tongue['t']['word']): string {
  if (lane === 'emergency') return word.emergency;
  return content.kind === 'alert' ? word.alert : word.advice;
}
