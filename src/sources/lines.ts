import { cleanText, shorten, tidy } from './plain-text.ts';
import { stampOf } from './stamp.ts';

/** One line of at most so many characters. */
export function lineOf(text: string, longest = 300): string {
  return shorten(tidy(text.toWellFormed()).replaceAll('\n', ' '), longest);
}

/** The same of a text that may be marked up. */
export function cleanLine(said: unknown): string {
  return shorten(cleanText(said).replaceAll(/\s+/g, ' '), 300);
}

/** Paragraphs, as much as an advisory takes. */
export function proseOf(text: string, longest = 8000): string {
  return shorten(tidy(text.toWellFormed()), longest);
}

const longestWhole = 19_000;

/**
 * Texts longer than an advisory may be are cut. The mark at the end moves with what is cut off, so that a change down there
 * is seen as one, and not taken for a page that was only dated anew.
 */
export function wholeText(text: string): string {
  if (text.length <= longestWhole) return text;
  return `${shorten(text, longestWhole)}\n\n[${stampOf(text)}]`;
}

/** The first that says something. */
export function firstSaid(...texts: readonly string[]): string {
  return texts.find((text) => text !== '') ?? '';
}
