import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

import { describe, expect, test } from 'vitest';

import { withCorpus } from '#tests/support/corpora.ts';
import { readText } from '#tests/support/in-mea.ts';

/** A labelled advisory: what it is about, and the words that are really quoted of it. */
interface Labelled {
  readonly name: string;
  readonly countries: readonly string[];
  readonly issuer: string;
  readonly quoted: string;
}

function read(folder: string, name: string): Labelled {
  const text = readFileSync(join(folder, name), 'utf8');
  const label = (field: string) => new RegExp(`^- ${field}: (.*)$`, 'm').exec(text)?.[1] ?? '';
  const [, quotes = ''] = /^## Operative wording.*\n([\s\S]*?)^## /m.exec(text) ?? [];
  return {
    name,
    countries:
      label('countries')
        .match(/^[A-Z]{2}(?:, [A-Z]{2})*/)?.[0]
        .split(', ') ?? [],
    issuer: label('issuer'),
    quoted: [...quotes.matchAll(/^- "(.*)"$/gm)].map(([, quote]) => `${quote}.`).join('\n'),
  };
}

const count = (all: readonly (readonly string[])[]) =>
  all.reduce((sum, { length }) => sum + length, 0);

/** How much of what was read is right, and how much of what is there was read. */
function judged(pairs: readonly (readonly [found: readonly string[], right: readonly string[]])[]) {
  const hits = count(pairs.map(([found, right]) => found.filter((one) => right.includes(one))));
  const [found, right] = [count(pairs.map(([one]) => one)), count(pairs.map(([, one]) => one))];
  return {
    found,
    precision: found === 0 ? 1 : hits / found,
    recall: right === 0 ? 1 : hits / right,
  };
}

/** Read by people in the quoted words; what a text only paraphrases is not counted. */
const steps: Readonly<
  Record<string, { readonly residents?: string; readonly travellers?: string }>
> = {
  '01': { residents: 'caution' },
  '03': { residents: 'shelter' },
  '05': { travellers: 'caution' },
  '07': { residents: 'leave' },
  '09': { residents: 'leave', travellers: 'do-not-travel' },
  '11': { residents: 'caution' },
  '15': { residents: 'leave' },
  '17': { residents: 'leave', travellers: 'do-not-travel' },
  '19': { residents: 'leave' },
  '21': { residents: 'shelter', travellers: 'defer' },
  '23': { residents: 'caution' },
  '25': { residents: 'avoid-movement', travellers: 'do-not-travel' },
  '29': { residents: 'shelter', travellers: 'defer' },
};

withCorpus('mea-texts', (folder) => {
  const texts = readdirSync(folder)
    .filter((name) => /^\d\d-.*\.md$/.test(name))
    .map((name) => read(folder, name))
    .filter(({ quoted }) => quoted !== '');
  const proposals = texts.map((text) => ({ ...text, proposal: readText(text.quoted) }));

  test('there are labelled texts with quoted words', () => {
    expect(texts.length).toBeGreaterThan(10);
  });

  describe('of the words that are quoted', () => {
    test('a country that is read is the country that is meant', () => {
      const { found, precision, recall } = judged(
        proposals.map(({ proposal, countries }) => [
          proposal.appliesTo.map(({ value }) => value.country),
          countries,
        ]),
      );
      expect(found).toBeGreaterThanOrEqual(7);
      expect(precision).toBeGreaterThanOrEqual(0.95);
      expect(recall).toBeGreaterThanOrEqual(0.5); // many quotations name none
    });

    test('an issuer that is read is the issuer', () => {
      const wrong = proposals.filter(
        ({ proposal, issuer }) =>
          proposal.issuer !== undefined && !isSame(proposal.issuer.value.name, issuer),
      );
      expect(wrong.map(({ name }) => name)).toEqual([]);
    });

    test.each(['residents', 'travellers'] as const)(
      'the step for %s is the one that people read',
      (audience) => {
        const { precision, recall } = judged(
          proposals.map(({ proposal, name }) => [
            [proposal[audience].value].filter((step) => step !== 'none'),
            [steps[name.slice(0, 2)]?.[audience] ?? []].flat(),
          ]),
        );
        expect(precision).toBeGreaterThanOrEqual(0.9);
        expect(recall).toBeGreaterThanOrEqual(0.9);
      },
    );
  });
});

function isSame(name: string, issuer: string): boolean {
  return issuer.includes('MEA')
    ? /Ministry of External Affairs/.test(name)
    : issuer.startsWith(name);
}
