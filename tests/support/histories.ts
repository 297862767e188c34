import type { SourceHistory } from '#src/advisory/event.ts';
import { figuresOfPolicy } from '#src/advisory/figures.ts';
import type { Figures } from '#src/advisory/figures.ts';
import type { Publisher } from '#src/sources/publisher.ts';
import type { ReplaySummary } from '#src/sources/replay/count.ts';
import type { ReplayLine } from '#src/sources/replay/line.ts';
import { createReplay } from '#src/sources/replay/replay.ts';

import { documentOf, listDialect } from './list-dialect.ts';
import type { Page, Pages } from './list-dialect.ts';

export interface Replayed {
  readonly lines: readonly ReplayLine[];
  readonly summary: ReplaySummary;
}

interface Setting {
  readonly publisher?: Publisher;
  readonly mode?: SourceHistory['mode'];
  readonly figures?: Partial<Figures>;
}

/** Replays one document a day, without the lines of the first, which all say "first sight". */
export function replayed(
  documents: readonly unknown[],
  { publisher = listDialect, mode = 'publish', figures = {} }: Setting = {},
): Replayed {
  const lines: ReplayLine[] = [];
  const replay = createReplay({
    sourceId: 'xx-mfa',
    publisher,
    mode,
    figures: { ...figuresOfPolicy, ...figures },
    emit: (line) => lines.push(line),
  });
  for (const [day, document] of documents.entries()) {
    const at = dayAt(day);
    const label = labelOf(day);
    replay.poll({ label, at, documents: [documentOf(document, at)], unopened: [] });
  }
  return {
    lines: lines.filter(({ rule }) => rule !== 'first-sight'),
    summary: replay.summary(),
  };
}

export function dayAt(day: number): Date {
  return new Date(Date.UTC(2026, 0, 1 + day));
}

export function labelOf(day: number): string {
  return dayAt(day).toISOString().slice(0, 10);
}

export const countries = [
  'AF',
  'BF',
  'BD',
  'CD',
  'CM',
  'EG',
  'ET',
  'HT',
  'IN',
  'IQ',
  'JO',
  'KE',
  'LB',
  'LY',
  'ML',
  'MM',
  'NE',
  'NG',
  'PK',
  'SD',
] as const;
export type Country = (typeof countries)[number];

/** Sentences of a page, in our own words, with a warning among them. */
const paragraphs = [
  'Carry your papers with you and keep copies elsewhere.',
  'Do not travel by road after dark in the border areas.',
  'Hospitals are few, and most ask for payment first.',
  'Tell somebody your route before you set out.',
];

export function aPage(overrides: Partial<Page> = {}): Page {
  return { level: 2, dated: '2025-12-01', text: paragraphs.join('\n\n'), ...overrides };
}

/** Every country at level 2, with these pages instead of some. */
export function aList(overrides: Partial<Record<Country, Page>> = {}): Pages {
  return { ...Object.fromEntries(countries.map((country) => [country, aPage()])), ...overrides };
}
