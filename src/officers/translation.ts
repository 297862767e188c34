import type { Content, Words } from '#src/advisory/advisory.ts';
import { originOf } from '#src/advisory/words.ts';
import { AppError } from '#src/errors.ts';

/** Puts the words of one language in. A translation is stamped with the original that it translates now. */
export function withWords(content: Content, language: string, words: Words): Content {
  return { ...content, words: { ...content.words, [language]: stamped(content, language, words) } };
}

function stamped(content: Content, language: string, words: Words): Words {
  const { translates: _given, ...text } = words;
  if (language === content.language) return text;
  const own = content.words[content.language];
  if (own !== undefined) return { ...text, translates: originOf(own) };
  throw new AppError(
    'INPUT_INVALID',
    `A translation translates the original: expected words in ${content.language} first`,
  );
}
