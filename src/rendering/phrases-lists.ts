import { z } from 'zod';

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
    ...texts('subject', 'chosen', 'leave', 'inForce'),
    intro: phrase('organisation'),
  }),
};
