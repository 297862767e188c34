import { shorten, tidy } from './plain-text.ts';

/** One line of at most so many characters. */
export function lineOf(text: string, longest = 300): string {
  return shorten(tidy(text.toWellFormed()).replaceAll('\n', ' '), longest);
}

/** Paragraphs, as much as an advisory takes. */
export function proseOf(text: string, longest = 8000): string {
  return shorten(tidy(text.toWellFormed()), longest);
}

/** The first that says something. */
export function firstSaid(...texts: readonly string[]): string {
  return texts.find((text) => text !== '') ?? '';
}
