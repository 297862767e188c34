import { z } from 'zod';

import type { StatedBasis } from '#src/subscription/consent.ts';

import { phrase, texts } from './phrases-shape.ts';

/** What people read whom somebody else put on a list. */
export const listNotices = {
  /** Instead of `confirm`. */
  invited: z.strictObject({
    subject: phrase('organisation'),
    intro: phrase('organisation'),
    ignore: phrase('days'),
  }),
  imported: z.strictObject({
    ...texts('subject', 'chosen', 'leave', 'inForce', 'why'),
    intro: phrase('organisation'),
    rights: phrase('host'),
    /** Which law allows it, by what the operator stated who brought the list in. */
    basis: z.strictObject(basisPhrases()),
  }),
};

function basisPhrases() {
  const said = phrase('organisation');
  return {
    consent: said,
    'public-task': said,
    'legal-obligation': said,
    'vital-interests': said,
    contract: said,
  } satisfies Readonly<Record<StatedBasis, typeof said>>;
}
