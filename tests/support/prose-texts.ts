import { readFileSync } from 'node:fs';

import type { Proposal } from '#src/advisory/proposal.ts';

import { readOn } from './in-mea.ts';

/** What a careful officer reads in a text, field by field; a field that is not there is one of which the text says nothing. */
interface Labelled {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly text: string;
}

export const fields = [
  'countries',
  'regions',
  'issuer',
  'residents',
  'travellers',
  'missions',
  'eventPlaces',
  'eventAt',
  'relation',
  'phones',
] as const;
export type Field = (typeof fields)[number];

/** Texts of our own, each after a line "=== its name" and its labels; "?" is a field on which officers would differ. */
export function textsIn(file: URL): readonly Labelled[] {
  return readFileSync(file, 'utf8')
    .split(/^=== /m)
    .slice(1)
    .map((block) => {
      const [head = '', ...paragraphs] = block.split('\n\n');
      const [name = '', ...lines] = head.split('\n');
      const labels = lines.map((line) => line.split(/: (.*)/).slice(0, 2));
      return { name, labels: Object.fromEntries(labels), text: paragraphs.join('\n\n').trim() };
    });
}

interface Miss {
  readonly name: string;
  readonly wrong: readonly string[];
  readonly missing: readonly string[];
}

interface Score {
  readonly precision: number;
  readonly recall: number;
  readonly found: number;
  readonly there: number;
  readonly misses: readonly Miss[];
}

/** How much of what was read is right, and how much of what is there was read. */
export function scoreOf(texts: readonly Read[], field: Field): Score {
  const judged = texts.filter(({ right }) => right[field] !== undefined);
  const each = judged.map(({ name, read, right }) => {
    const [found, there] = [read[field], right[field] ?? []];
    return {
      name,
      found: found.length,
      there: there.length,
      wrong: found.filter((one) => !there.includes(one)),
      missing: there.filter((one) => !found.includes(one)),
    };
  });
  const [found, there] = [sum(each.map((one) => one.found)), sum(each.map((one) => one.there))];
  const hits = found - sum(each.map(({ wrong }) => wrong.length));
  return {
    precision: found === 0 ? 1 : hits / found,
    recall: there === 0 ? 1 : hits / there,
    found,
    there,
    misses: each.filter(({ wrong, missing }) => wrong.length + missing.length > 0),
  };
}

/** What was misread, when it is more than that. */
export function missesBelow(
  score: Score,
  [precision, recall]: readonly [number, number],
): readonly Miss[] {
  return score.precision >= precision && score.recall >= recall ? [] : score.misses;
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((all, one) => all + one, 0);
}

type Values = Readonly<Record<Field, readonly string[]>>;

interface Read {
  readonly name: string;
  readonly read: Values;
  readonly right: Readonly<Record<string, readonly string[] | undefined>>;
}

/** What is read in each text, beside what is right. */
export function readAll(texts: readonly Labelled[]): readonly Read[] {
  return texts.map(({ name, labels, text }) => {
    const proposal = readOn(new Date(`${labels['read']}T12:00:00Z`), text);
    return { name, read: valuesOf(proposal), right: rightOf(labels) };
  });
}

function rightOf(labels: Labelled['labels']): Read['right'] {
  const pairs = fields.map((field) => {
    const label = labels[field] ?? '';
    // An issuer's name has a comma in it.
    const values = field === 'issuer' ? [label] : label.split(', ');
    return [field, label === '?' ? undefined : without(values)] as const;
  });
  return Object.fromEntries(pairs);
}

/** The values of a proposal in the words of the labels. */
function valuesOf(proposal: Proposal): Values {
  const { relation, appliesTo } = proposal;
  return {
    countries: unique(appliesTo.map(({ value }) => value.country)),
    regions: appliesTo.flatMap(({ value }) => value.region ?? []),
    issuer: [proposal.issuer?.value.name ?? []].flat(),
    residents: without([proposal.residents.value]),
    travellers: without([proposal.travellers.value]),
    missions: proposal.missions.map(({ value }) => value.city),
    eventPlaces: proposal.eventPlaces.map(({ value }) => value.name),
    eventAt: [proposal.eventAt?.value ?? []].flat(),
    relation: without([[relation.value.kind, relation.value.on].join(' ').trim()]),
    phones: proposal.phones.map(({ value }) => value.number),
  };
}

const nothing = ['none', 'new', ''];

function without(values: readonly string[]): readonly string[] {
  return values.filter((value) => !nothing.includes(value));
}

function unique(values: readonly string[]): readonly string[] {
  return [...new Set(values)];
}
