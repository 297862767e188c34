/** Words of which every fifth or so of a language is one, and of others hardly any. */
const commonWords = {
  en: 'the of to in and are is for a with on that by at be all',
  fr: 'le la les de des du et est sont une un dans pour aux sur par que qui à au',
} as const;

const scripts = [
  ['hi', /\p{Script=Devanagari}/gu],
  ['ar', /\p{Script=Arabic}/gu],
  ['ml', /\p{Script=Malayalam}/gu],
] as const;

const readsAtMost = 5_000;

/**
 * The language of a text, as far as these few tell: `en`, `fr`, `hi`, `ar`, `ml`, else `und` (RFC 5646, undetermined). Readers and their
 * programs are told it, so a text is never called English for want of a better word.
 */
export function languageOf(text: string): string {
  const words =
    text
      .slice(0, readsAtMost)
      .toLowerCase()
      .match(/[\p{L}\p{M}]+/gu) ?? [];
  const letters = words.join('').length;
  const script = scripts.find(
    ([, letter]) => (words.join('').match(letter)?.length ?? 0) > letters / 2,
  );
  if (script !== undefined) return script[0];
  const shares = Object.entries(commonWords).map(([language, list]) => {
    const known = new Set(list.split(' '));
    return { language, share: words.filter((word) => known.has(word)).length / words.length };
  });
  const [best] = shares.toSorted((a, b) => b.share - a.share);
  return best !== undefined && best.share >= 1 / 12 ? best.language : 'und';
}
