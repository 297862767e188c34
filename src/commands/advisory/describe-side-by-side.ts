import type { z } from 'zod';

import type { sideBySideSchema } from './release-shapes.ts';

const says = {
  original: 'This is the original.',
  missing: 'There is no translation yet.',
  current: 'The translation is of the present original.',
  stale:
    'OUT OF DATE: the original has changed since it was translated, and the translation will not go out.',
};

/** For a translator at a terminal: each field of the original with its translation below. */
export function describeSideBySide({
  language,
  originalLanguage,
  state,
  fields,
}: z.infer<typeof sideBySideSchema>): string {
  const pairs = fields.map(({ field, original, translation, changed }) =>
    [
      `${field}${changed === true ? ' (the original has changed)' : ''}`,
      `  ${originalLanguage}  ${original ?? '-'}`,
      `  ${language}  ${translation ?? '-'}`,
    ].join('\n'),
  );
  return [says[state], ...pairs].join('\n\n');
}
