import { z } from 'zod';

import { languageSchema } from '#src/advisory/advisory.ts';
import type { Drafts } from '#src/advisory/draft.ts';
import type { Continued } from '#src/advisory/revision.ts';
import { sideBySide } from '#src/advisory/side-by-side.ts';
import { AppError } from '#src/errors.ts';

import { forOfficers } from './access.ts';
import { anyRole, ok } from './answers.ts';
import type { Api } from './answers.ts';
import { draftParams } from './drafts.ts';

export interface TranslationNeeds {
  readonly drafts: Pick<Drafts, 'find'>;
  readonly revisions: Pick<Continued, 'newest'>;
}

const sideBySideSchema = z
  .object({
    hash: z.string().describe('of the draft: send it back with the translation'),
    language: z.string(),
    originalLanguage: z.string(),
    state: z
      .enum(['original', 'missing', 'current', 'stale'])
      .describe('a stale one translates other words than the present original: it does not go out'),
    fields: z
      .array(
        z.object({
          field: z.string(),
          original: z.string().optional(),
          translation: z.string().optional(),
          changed: z
            .boolean()
            .optional()
            .describe(
              'the original has changed since it was translated; absent where that is not known',
            ),
        }),
      )
      .readonly(),
  })
  .meta({ id: 'SideBySide' });

/** What a translator works from. */
export function registerTranslation(api: Api, { drafts, revisions }: TranslationNeeds): void {
  api.get(
    '/drafts/:id/words/:language',
    forOfficers(anyRole, {
      tags: ['drafts'],
      summary: 'The original and its translation side by side',
      params: draftParams.extend({ language: languageSchema }),
      response: ok(sideBySideSchema),
    }),
    async ({ params: { id, language } }) => {
      const draft = await drafts.find(id);
      if (draft === undefined) throw new AppError('NOT_FOUND', `There is no draft ${id}`);
      const { content, hash, advisoryId } = draft;
      const known = advisoryId === undefined ? undefined : await revisions.newest(advisoryId);
      const pairs = sideBySide(content, language, known === undefined ? [] : [known.content]);
      return { hash, language, originalLanguage: content.language, ...pairs };
    },
  );
}
