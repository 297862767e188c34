import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { describe, expect, test } from 'vitest';
import { z } from 'zod';

import { languages } from '#tests/support/every-message.ts';
import { gradeOf, sentencesOf, wordsOf } from '#tests/support/reading.ts';
import { templatesDir } from '#tests/support/voice.ts';

interface Phrase {
  readonly key: string;
  readonly text: string;
}

/** What is read: neither names nor the shapes of dates and lists. */
function phrasesIn(language: string): readonly Phrase[] {
  const file = readFileSync(join(templatesDir, 'locales', `${language}.json`), 'utf8');
  const unread = /^(name|dir|intl|countries|shortCountries|format|subject)\b/;
  return leavesOf(JSON.parse(file), '').filter(({ key }) => !unread.test(key));
}

function leavesOf(value: unknown, key: string): readonly Phrase[] {
  if (typeof value === 'string') return [{ key, text: value }];
  if (Array.isArray(value)) return []; // names that people search by
  const inner = z.record(z.string(), z.unknown()).parse(value);
  const path = key === '' ? '' : `${key}.`;
  return Object.entries(inner).flatMap(([part, below]) => leavesOf(below, `${path}${part}`));
}

/** What somebody in danger is told to do. */
function isInstruction({ key }: Phrase): boolean {
  return /^(steps\.|banner\.|withdrawal\.whatToDo)/.test(key);
}

function tooLong(phrases: readonly Phrase[], most: number): readonly string[] {
  return phrases.flatMap(({ key, text }) =>
    sentencesOf(text)
      .filter((sentence) => wordsOf(sentence).length > most)
      .map((sentence) => `${key}: ${sentence}`),
  );
}

describe.each(languages)('the phrase book (%s)', (language) => {
  const phrases = phrasesIn(language);
  const instructions = phrases.filter(isInstruction);

  test('has no sentence of more than 15 words, and of more than 12 where it says what to do', () => {
    expect(phrases.length).toBeGreaterThan(180);
    expect(instructions.length).toBeGreaterThan(13);
    expect(tooLong(phrases, 15)).toEqual([]);
    expect(tooLong(instructions, 12)).toEqual([]);
  });

  test('keeps each slot of the English phrase', () => {
    const english = new Map(phrasesIn('en').map(({ key, text }) => [key, slotsOf(text)]));
    const lost = phrases.filter(({ key, text }) => slotsOf(text) !== english.get(key));
    expect(lost).toEqual([]);
  });
});

function slotsOf(text: string): string {
  return (text.match(/\{\w+\}/g) ?? []).toSorted().join('');
}

describe('the English phrase book', () => {
  const phrases = phrasesIn('en');
  const instructions = phrases.filter(isInstruction).flatMap(({ text }) => sentencesOf(text));
  const sentences = phrases
    .flatMap(({ text }) => sentencesOf(text))
    .filter((sentence) => /[.!?]$/.test(sentence));

  test('asks for less than five years at school, and no sentence for more than eight', () => {
    expect(gradeOf(sentences)).toBeLessThan(5);
    const long = sentences.filter((sentence) => wordsOf(sentence).length >= 5);
    expect(long.length).toBeGreaterThan(50);
    expect(long.filter((sentence) => gradeOf([sentence]) > 8)).toEqual([]);
  });

  test('says what to do with the verb first, and never twice no', () => {
    const verbs = /^(Ask|Do|Follow|Go|Keep|Leave|Put|Read|Stay|Take|Think)\b/;
    const steps = phrases
      .filter(({ key }) => /^(steps\.|withdrawal\.whatToDo)/.test(key))
      .flatMap(({ text }) => sentencesOf(text));
    expect(steps.filter((sentence) => !verbs.test(sentence))).toEqual([]);
    const noes = /\b(not|no|never|nothing|nobody|without)\b/gi;
    expect(instructions.filter((sentence) => (sentence.match(noes) ?? []).length > 1)).toEqual([]);
  });

  test('tells nobody to do something in the passive', () => {
    const passive = /\b(is|are|was|were|be|been|being) \w+(ed|en)\b/i;
    expect(instructions.filter((sentence) => passive.test(sentence))).toEqual([]);
  });
});

test('the Hindi phrase book never says twice no where it says what to do', () => {
  const sentences = phrasesIn('hi')
    .filter(isInstruction)
    .flatMap(({ text }) => sentencesOf(text));
  const noes = /(^|\s)(न|नहीं|मत|बिना)(?=[\s,।])/gu;
  expect(sentences.filter((sentence) => (sentence.match(noes) ?? []).length > 1)).toEqual([]);
});

test('the measure tells an easy sentence from a hard one', () => {
  const hard =
    'Citizens are advised to exercise considerable precaution notwithstanding reassurances.';
  expect(gradeOf(['Stay in. Do not go out.'])).toBeLessThan(2);
  expect(gradeOf([hard])).toBeGreaterThan(12);
  expect(sentencesOf('बाहर न जाएँ। घर पर रहें।')).toHaveLength(2);
});

test('the Arabic phrase book speaks to its reader in the plural, everywhere', () => {
  // Words that end like "your" said to one person and are none.
  const others = new Set(['هناك', 'فهناك', 'ذلك', 'كذلك', 'لذلك', 'تلك', 'الشك', 'مشترك']);
  const toOne = /^(اتصل|اعرف|انتظر|تنتظر|كنت|أكدت|تريد|طلبت|اخترت)$/;
  const said = phrasesIn('ar').flatMap(({ key, text }) =>
    (text.normalize('NFC').match(/[\u0621-\u0652]+/g) ?? [])
      .map((word) => word.replaceAll(/[\u064b-\u0652]/g, ''))
      .filter((word) => toOne.test(word) || (/..ك$/.test(word) && !others.has(word)))
      .map((word) => `${key}: ${word}`),
  );
  expect(said).toEqual([]);
});
