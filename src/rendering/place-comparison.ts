import type { AppliesTo, Content } from '#src/advisory/advisory.ts';

import { withoutBidiControls } from './bidi.ts';
import type { ComparedField, ComparedPart } from './compared.ts';
import type { TextLanguage } from './said.ts';
import { directionOf } from './tongue.ts';
import type { Tongue } from './tongue.ts';

/** Where the advice began to hold or no longer does, and where its level became another. */
export function comparedPlaces(
  before: Content,
  after: Content,
  tongue: Tongue,
): readonly ComparedField[] {
  const [held, holds] = [byPlace(before), byPlace(after)];
  const lines = [...new Map([...held, ...holds]).entries()].flatMap(([key, [place]]) => {
    const levels = [held, holds].map((places) => places.get(key) ?? []);
    const [was = [], is = []] = levels;
    if (place === undefined || sayingOf(was) === sayingOf(is)) return [];
    const line = { name: tongue.place(place), was, is };
    return [partsOf(line, [textLanguage(before), textLanguage(after)], tongue)];
  });
  return lines.length === 0
    ? []
    : [{ label: tongue.t.message.appliesTo, lines: lines.slice(0, most) }];
}

/** An advisory may hold for three hundred places; whoever changes all of them is not read to the end. */
const most = 60;

function byPlace({ appliesTo }: Content): ReadonlyMap<string, readonly AppliesTo[]> {
  return Map.groupBy(appliesTo, ({ country, region = '' }) => `${country} ${region}`);
}

function sayingOf(places: readonly AppliesTo[]): string {
  return JSON.stringify(places.map(({ level, levelWording }) => [level, levelWording.trim()]));
}

function textLanguage({ language }: Content): TextLanguage {
  return { language, dir: directionOf(language) };
}

interface Line {
  readonly name: string;
  readonly was: readonly AppliesTo[];
  readonly is: readonly AppliesTo[];
}

function partsOf(
  { name, was, is }: Line,
  [before, after]: readonly [TextLanguage, TextLanguage],
  tongue: Tongue,
): readonly ComparedPart[] {
  const isNumberSaid = wordings(was) === wordings(is) && was.length > 0 && is.length > 0;
  const say = (places: readonly AppliesTo[], kind: 'gone' | 'come', spoken: TextLanguage) =>
    places.flatMap((place) => levelParts(place, { kind, spoken, isNumberSaid }, tongue));
  const label = tongue.fill(tongue.t.format.label, { label: name });
  const kind = kindOf(was, is);
  return [{ kind, text: label, in: false }, ...say(was, 'gone', before), ...say(is, 'come', after)];
}

function kindOf(was: readonly AppliesTo[], is: readonly AppliesTo[]): ComparedPart['kind'] {
  if (was.length === 0) return 'come';
  return is.length === 0 ? 'gone' : 'common';
}

function wordings(places: readonly AppliesTo[]): string {
  return JSON.stringify(places.map(({ levelWording }) => levelWording.trim()));
}

/** The issuer's own wording; the number only where that says no difference. */
function levelParts(
  { level, levelWording }: AppliesTo,
  said: { kind: 'gone' | 'come'; spoken: TextLanguage; isNumberSaid: boolean },
  { t, fill }: Tongue,
): readonly ComparedPart[] {
  const { kind, spoken, isNumberSaid } = said;
  const { advisory } = t.pages;
  const number = level === null ? advisory.unrated : fill(advisory.level, { level });
  const wording = withoutBidiControls(levelWording.trim());
  if (wording === '') return [{ kind, text: number, in: false }];
  const own = { kind, text: wording, in: spoken } as const;
  return isNumberSaid ? [own, { kind, text: number, in: false }] : [own];
}
