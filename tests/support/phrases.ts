import type { Phrases } from '#src/rendering/phrases-schema.ts';
import { readPhrases } from '#src/rendering/phrases.ts';

import { languages } from './every-message.ts';
import { templatesDir } from './voice.ts';

const phrases = readPhrases(templatesDir, languages);

/** The phrase book of a language. */
export function phrasesIn(language: string): Phrases {
  const t = phrases.get(language);
  if (t === undefined) throw new Error(`expected phrases in ${language}`);
  return t;
}

/** What pages and mails call a country in a language. */
export function countryIn(language: string, country: string): string {
  const { intl, countries } = phrasesIn(language);
  const name = countries[country] ?? new Intl.DisplayNames([intl], { type: 'region' }).of(country);
  if (name === undefined) throw new Error(`expected a name for ${country} in ${language}`);
  return name;
}
