import type { Level } from '#src/advisory/advisory.ts';
import { dateIn } from '#src/sources/dates.ts';
import { lineOf, proseOf } from '#src/sources/lines.ts';
import type { CreatePublisher, Doubt, Entry, EntryContent } from '#src/sources/publisher.ts';
import { unreadable } from '#src/sources/refusal.ts';
import { stampOf } from '#src/sources/stamp.ts';

import { placesByNumber } from './ministry-countries.ts';

const levels: ReadonlyMap<string, Level> = new Map([
  ['green', 1],
  ['yellow', 2],
  ['amber', 3],
  ['red', 4],
]);

/** A bulletin in plain text: paragraphs that begin with a line of fields, then a headline, then the advice. */
export const createMadeUpMinistry: CreatePublisher = ({ url }) => ({
  documents: [{ name: 'bulletin', url, accept: 'text/plain' }],
  read: ({ body }) => {
    const [head = '', ...blocks] = body
      .toString('utf8')
      .trim()
      .split(/\r?\n(?=@ )/);
    if (!head.startsWith('BULLETIN')) throw unreadable('expected a bulletin, got another text');
    const entries = blocks.map(entryIn);
    return {
      entries: [
        ...new Map(entries.flatMap((entry) => (entry ? [[entry.key, entry]] : []))).values(),
      ],
      isComplete: true,
      follow: [],
      unreadable: entries
        .filter((entry) => entry === undefined)
        .map(() => ({ key: undefined, reason: 'expected number, colour and a headline' })),
    };
  },
});

function entryIn(block: string): Entry | undefined {
  const [fields = '', headline = '', ...advice] = block.split(/\r?\n/);
  const [, number, colour = '', since] =
    /^@ (\d{4}) \| colour: (\w+) \| since: (\S+)$/.exec(fields) ?? [];
  if (number === undefined || lineOf(headline) === '') return undefined;
  const text = proseOf(advice.join('\n'));
  const { doubts, ...where } = placesOf(number, colour);
  const whatToDo = text === '' ? {} : { travellers: text };
  const content: EntryContent = {
    kind: 'travel-advice',
    status: 'actual',
    language: 'en',
    ...where,
    words: { en: { headline: lineOf(headline), whatToDo, whatHappened: lineOf(headline) } },
  };
  return {
    key: number,
    stamp: stampOf([since, content]),
    content,
    changedAt: dateIn(since),
    doubts,
  };
}

function placesOf(number: string, colour: string) {
  const level = levels.get(colour);
  const places = placesByNumber.get(number);
  const doubts: Doubt[] = [];
  if (places === undefined)
    doubts.push({ rule: 'place-unknown', wording: `No table knows ${number}.` });
  if (level === undefined)
    doubts.push({ rule: 'level-unknown', wording: 'A colour never seen before.' });
  const rated = { level: level ?? null, levelWording: lineOf(colour) };
  return { doubts, appliesTo: (places ?? []).map((place) => ({ ...place, ...rated })) };
}
