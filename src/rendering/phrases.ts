import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { z } from 'zod';

import { AppError } from '#src/errors.ts';

import { phrasesSchema } from './phrases-schema.ts';
import type { Phrases } from './phrases-schema.ts';

/**
 * The phrases of each language, from `<templatesDir>/locales/<language>.json`.
 * Throws TEMPLATE_INVALID naming the file and each key that is missing, unknown or wrong.
 */
export function readPhrases(
  templatesDir: string,
  languages: readonly string[],
): ReadonlyMap<string, Phrases> {
  return new Map(languages.map((language) => [language, readFile(templatesDir, language)]));
}

function readFile(templatesDir: string, language: string): Phrases {
  const file = join(templatesDir, 'locales', `${language}.json`);
  const phrases = phrasesSchema.safeParse(readJson(file));
  if (!phrases.success) {
    throw new AppError('TEMPLATE_INVALID', `${file}\n${z.prettifyError(phrases.error)}`);
  }
  const missing = [
    ...missingPlurals(phrases.data, 'advisories'),
    ...missingPlurals(phrases.data, 'found'),
  ];
  if (missing.length === 0) return phrases.data;
  const expected = `expected the plural forms that ${phrases.data.intl} needs`;
  throw new AppError('TEMPLATE_INVALID', `${file}\n${expected}; missing: ${missing.join(', ')}`);
}

function readJson(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : 'unreadable';
    throw new AppError('TEMPLATE_INVALID', `${file}: expected a JSON phrase file (${reason})`, {
      cause,
    });
  }
}

function missingPlurals(
  { intl, format }: Phrases,
  counted: 'advisories' | 'found',
): readonly string[] {
  const { pluralCategories } = new Intl.PluralRules(intl).resolvedOptions();
  return pluralCategories
    .filter((category) => format[counted][category] === undefined)
    .map((category) => `format.${counted}.${category}`);
}
