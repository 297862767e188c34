import { stepsOf } from './advice.ts';
import { leftToRight, singleLine } from './bidi.ts';
import { eventTime } from './circumstances.ts';
import { contactsOf } from './contacts.ts';
import type { House } from './house.ts';
import { headlineBy } from './said-before.ts';
import { cutAt } from './said.ts';
import { wordsFor } from './showing.ts';
import type { Showing } from './showing.ts';
import { alertWord, countriesFor } from './subject.ts';
import type { Tongue } from './tongue.ts';

const longest = 300;

/** A piece of the short text; those that may be left out have a rank, the highest goes first. */
interface Piece {
  readonly text: string;
  readonly rank: number;
}

/**
 * At most 300 characters to pass on by phone: issuer, what it is, action, place, time, number, public link; nothing
 * personal. The officers' own short text takes the place of what is composed; alert word and link always stand.
 */
export function shortOf(house: House, showing: Showing): string {
  const { revision, tongue } = showing;
  const { content } = revision;
  // An earlier message's, said again as it ends, would be passed on as if it were news.
  const own = revision.saidBefore?.short === undefined ? wordsFor(showing)?.short : undefined;
  const pieces = [
    { text: content.status === 'actual' ? '' : tongue.t.word[content.status], rank: 0 },
    { text: house.issuerName(tongue.language), rank: own === undefined ? 1 : 5 },
    {
      text: tongue.list([alertWord(revision, tongue), countriesFor(content, tongue, 60)]),
      rank: 0,
    },
    ...(own === undefined ? composed(house, showing) : [{ text: own, rank: 0 }]),
    { text: numberBeside(own ?? '', showing), rank: 4 },
  ];
  const cleaned = pieces
    .map(({ text, rank }) => ({ text: ended(singleLine(text), tongue), rank }))
    .filter(({ text }) => text !== '');
  return assemble(cleaned, house.advisoryUrl(revision.advisoryId), tongue.dir);
}

/** The first number to call, unless the text names it already. */
function numberBeside(text: string, { revision, missions, tongue }: Showing): string {
  const number = contactsOf(revision.content, missions, tongue)[0]?.phones[0]?.number ?? '';
  return text.includes(number) ? '' : number;
}

function composed(house: House, showing: Showing): readonly Piece[] {
  const { revision, tongue } = showing;
  const { content } = revision;
  const headline = wordsFor(showing)?.headline;
  const { residents, travellers } = stepsOf(content, tongue);
  const day =
    content.eventAt === undefined ? [] : eventTime(content.eventAt, [content.timeZone], tongue);
  const places = content.eventPlaces.slice(0, 2).map((place) => tongue.place(place));
  return [
    {
      text: headline === undefined ? '' : headlineBy(house, { revision, headline }, tongue),
      rank: 0,
    },
    { text: residents ?? '', rank: 2 },
    { text: travellers ?? '', rank: 3 },
    { text: tongue.list([...places, ...day]), rank: 6 },
  ];
}

/** Leaves out what may be left out until all fits; then cuts the last thing that must stand. The link stands whole. */
function assemble(pieces: readonly Piece[], url: string, dir: Tongue['dir']): string {
  const space = longest - url.length - 1;
  const whole = pieces
    .map(({ text }) => (isNumber(text) ? leftToRight(text, dir) : text))
    .join(' ');
  if (whole.length <= space) return `${whole} ${url}`;
  const highest = Math.max(...pieces.map(({ rank }) => rank));
  if (highest === 0) return `${cutAt(whole, space)} ${url}`;
  return assemble(
    pieces.filter(({ rank }) => rank !== highest),
    url,
    dir,
  );
}

/** With a full stop, where a sentence has no end and is not a number to be dialled. */
function ended(text: string, { t }: Tongue): string {
  return text === '' || isNumber(text) || /[.!?।؟…:]$/u.test(text) ? text : text + t.format.stop;
}

function isNumber(text: string): boolean {
  return /^\+\d+$/.test(text);
}
