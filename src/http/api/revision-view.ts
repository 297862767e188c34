import { z } from 'zod';

import { contentSchema } from '#src/advisory/advisory.ts';
import { changeKinds } from '#src/advisory/change.ts';
import { lanes } from '#src/advisory/lane.ts';
import { shownOf, stateOf } from '#src/advisory/revision.ts';
import type { Revision } from '#src/advisory/revision.ts';
import { currentWords } from '#src/advisory/words.ts';
import { paths } from '#src/rendering/paths.ts';

export const revisionSchema = z
  .object({
    advisoryId: z.string(),
    number: z.int(),
    state: z.enum(['in force', 'replaced', 'ended']),
    change: z.enum(changeKinds),
    lane: z.enum(lanes),
    publishedAt: z.date(),
    cap: z.string().describe('where this revision stands as CAP 1.2, on the host of this API'),
    content: contentSchema.meta({ id: 'PublishedContent' }),
  })
  .meta({ id: 'Revision' });

/** As everybody may read it: translations of other words than the original's are left out. */
export function revisionView(
  revision: Revision,
  latest: number,
  at: Date,
): z.infer<typeof revisionSchema> {
  const { advisoryId, number, content, change, lane, publishedAt } = revision;
  const words = Object.fromEntries(currentWords(content));
  return {
    advisoryId,
    number,
    state: stateOf(revision, latest, at),
    change,
    lane,
    publishedAt,
    cap: paths.cap(advisoryId, number),
    content: { ...shownOf(content), words },
  };
}

/** In that language alone; what is not translated stays in the issuer’s own, for silence would be the worse mistake. */
export function spokenIn(
  language: string | undefined,
  view: z.infer<typeof revisionSchema>,
): z.infer<typeof revisionSchema> {
  const { content } = view;
  const spoken = [language, content.language].find(
    (one) => one !== undefined && content.words[one] !== undefined,
  );
  const words = language === undefined || spoken === undefined ? undefined : content.words[spoken];
  if (spoken === undefined || words === undefined) return view;
  return { ...view, content: { ...content, words: { [spoken]: words } } };
}
