import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

import type { z } from 'zod';

import type { Issuer } from '#config/issuer.ts';
import { AppError } from '#src/errors.ts';

import { linesIn } from './json-lines.ts';
import { phrasesSchema } from './phrases-schema.ts';
import type { Phrases } from './phrases-schema.ts';

/** The issuer's languages, its own first: those that it names, or all that have a phrase file. */
export function languagesOffered(
  templatesDir: string,
  { language, languages }: Pick<Issuer, 'language' | 'languages'>,
): readonly string[] {
  const offered = languages === 'all' ? languagesIn(templatesDir) : languages;
  return [language, ...offered.filter((one) => one !== language)];
}

function languagesIn(templatesDir: string): readonly string[] {
  const folder = join(templatesDir, 'locales');
  // Without it the issuer's own language is missed, by the name of its file.
  const files = existsSync(folder) ? readdirSync(folder) : [];
  return files.flatMap((name) => /^(\w[\w-]*)\.json$/.exec(name)?.[1] ?? []).toSorted();
}

/**
 * The phrases of each language, from `<templatesDir>/locales/<language>.json`.
 * Throws TEMPLATE_INVALID naming the file, the line and each key that is missing, unknown or wrong.
 */
export function readPhrases(
  templatesDir: string,
  languages: readonly string[],
): ReadonlyMap<string, Phrases> {
  return new Map(languages.map((language) => [language, readFile(templatesDir, language)]));
}

function readFile(templatesDir: string, language: string): Phrases {
  const file = join(templatesDir, 'locales', `${language}.json`);
  const text = readText(file);
  const phrases = phrasesSchema.safeParse(parseText(text, file));
  const faults = phrases.success
    ? counted.flatMap((name) => missingPlurals(phrases.data, name))
    : phrases.error.issues.flatMap(faultsOf);
  if (phrases.success && faults.length === 0) return phrases.data;
  const { lineOf } = linesIn(text);
  const list = faults.map(
    ({ path, reason }) => `${file}:${lineOf(path)}: ${path.join('.')}: ${reason}`,
  );
  throw new AppError('TEMPLATE_INVALID', list.join('\n'));
}

function parseText(text: string, file: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    const reason = `${file}:${linesIn(text).brokenAt ?? 1}: expected JSON, found something else`;
    throw new AppError('TEMPLATE_INVALID', reason, { cause });
  }
}

interface Fault {
  readonly path: readonly PropertyKey[];
  readonly reason: string;
}

function faultsOf(issue: z.core.$ZodIssue): readonly Fault[] {
  const { path, message } = issue;
  if (issue.code !== 'unrecognized_keys') return [{ path, reason: message }];
  return issue.keys.map((key) => ({ path: [...path, key], reason: 'expected no such phrase' }));
}

function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (cause) {
    throw new AppError('TEMPLATE_INVALID', `${file}: expected a JSON phrase file, found none`, {
      cause,
    });
  }
}

const counted = ['advisories', 'found', 'messages', 'mails', 'digests'] as const;

function missingPlurals(
  { intl, format }: Phrases,
  name: (typeof counted)[number],
): readonly Fault[] {
  const { pluralCategories } = new Intl.PluralRules(intl).resolvedOptions();
  return pluralCategories
    .filter((category) => format[name][category] === undefined)
    .map((category) => ({
      path: ['format', name, category],
      reason: `expected this plural form, which ${intl} needs`,
    }));
}
