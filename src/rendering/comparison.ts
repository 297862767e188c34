import type { Content, Words } from '#src/advisory/advisory.ts';
import type { Revision } from '#src/advisory/revision.ts';
import { wordDifference } from '#src/advisory/word-difference.ts';
import type { Stretch } from '#src/advisory/word-difference.ts';

import { adviceParts } from './advice.ts';
import { nextUpdateOf } from './advisory-view.ts';
import { eventTime, placesOf } from './circumstances.ts';
import type { ComparedField } from './compared.ts';
import type { House } from './house.ts';
import { comparedPlaces } from './place-comparison.ts';
import { cutAt, saidTogether } from './said.ts';
import type { SaidTogether, TextLanguage } from './said.ts';
import type { Tongue } from './tongue.ts';

/** What one message changed in the one before it, field by field; fields that stayed are left out. */
export interface Comparison {
  readonly title: string;
  readonly fields: readonly ComparedField[];
  /** Why there is nothing, or not everything, to be seen. */
  readonly note: string | false;
}

/** Words of what stayed that are shown beside what changed. */
const around = 8;
/** The whole of a long text stands in each message; a comparison shows the beginning. */
const longestStretch = 800;

export function comparisonOf(
  house: House,
  { before, after }: { readonly before: Revision; readonly after: Revision },
  tongue: Tongue,
): Comparison {
  const { advisory } = tongue.t.pages;
  const said = saidTogether(before.content, after.content, tongue);
  const fields = [
    ...comparedPlaces(before.content, after.content, tongue),
    ...factFields(house, [before.content, after.content], tongue),
    ...(said === undefined ? [] : wordFields(house, { before, after, said }, tongue)),
  ];
  const nothing = fields.length === 0 ? advisory.same : false;
  return {
    title: tongue.fill(advisory.compared, { previous: before.number, number: after.number }),
    fields,
    note: said === undefined ? advisory.otherLanguage : nothing,
  };
}

/** A text under a label; the same label in two revisions is the same field. */
interface Reading {
  readonly label: string;
  readonly text: string;
}

function factFields(
  house: House,
  [before, after]: readonly [Content, Content],
  tongue: Tongue,
): readonly ComparedField[] {
  const facts = (content: Content): readonly Reading[] => {
    const { eventAt, timeZone, eventPlaces } = content;
    const { message } = tongue.t;
    const zone = house.issuer.timeZone;
    const event = eventAt === undefined ? [] : eventTime(eventAt, [timeZone, zone], tongue);
    return [
      { label: message.eventPlace, text: placesOf(eventPlaces, tongue) },
      { label: message.eventAt, text: event.join('\n') },
      { label: message.nextUpdate, text: nextUpdateOf(content, zone, tongue).join('\n') },
    ];
  };
  return compared(facts(before), facts(after), undefined);
}

function wordFields(
  house: House,
  {
    before,
    after,
    said,
  }: { readonly before: Revision; readonly after: Revision; readonly said: SaidTogether },
  tongue: Tongue,
): readonly ComparedField[] {
  const own = house.tongues.find(({ language }) => language === said.in?.language);
  const speaker = said.in === undefined ? tongue : (own ?? tongue);
  // Where the issuer's own words are compared, the ladder's steps are not: those are said in the reader's language.
  const spoken = (content: Content): Content =>
    said.in === undefined ? content : { ...content, residents: 'none', travellers: 'none' };
  return compared(
    readings(spoken(before.content), said.before, speaker),
    readings(spoken(after.content), said.after, speaker),
    said.in,
  );
}

function readings(content: Content, words: Words, tongue: Tongue): readonly Reading[] {
  const { message, pages } = tongue.t;
  return [
    { label: pages.advisory.headline, text: words.headline },
    ...adviceParts(content, words, tongue).map(({ label, paragraphs }) => ({
      label,
      text: paragraphs.join('\n'),
    })),
    { label: message.whatHappened, text: words.whatHappened },
    { label: message.stillHolds, text: words.stillHolds ?? '' },
  ];
}

function compared(
  before: readonly Reading[],
  after: readonly Reading[],
  spoken: TextLanguage | undefined,
): readonly ComparedField[] {
  const labels = new Set([...after, ...before].map(({ label }) => label));
  const textOf = (all: readonly Reading[], wanted: string) =>
    all.find(({ label }) => label === wanted)?.text ?? '';
  return [...labels].flatMap((label) => {
    const stretches = wordDifference(textOf(before, label), textOf(after, label));
    if (stretches.every(({ kind }) => kind === 'common')) return [];
    const parts = stretches.map((stretch, n) => ({
      ...shortened(stretch, n === 0, n === stretches.length - 1),
      in: spoken ?? (false as const),
    }));
    return [{ label, lines: [parts] }];
  });
}

function shortened({ kind, text }: Stretch, isFirst: boolean, isLast: boolean): Stretch {
  if (kind !== 'common') return { kind, text: cutAt(text, longestStretch) };
  const words = text.split(' ');
  const start = isFirst ? 0 : around;
  const end = isLast ? 0 : around;
  if (words.length <= start + end + 2) return { kind, text };
  const shown = [words.slice(0, start), ['…'], end === 0 ? [] : words.slice(-end)];
  return { kind, text: shown.flat().join(' ') };
}
