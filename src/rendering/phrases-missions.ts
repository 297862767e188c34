import { z } from 'zod';

import { phrase, texts } from './phrases-shape.ts';

/** What embassies' people read beside an advisory. */
export const missionNotices = {
  mission: z.strictObject({
    ask: phrase('endpoint', 'when'),
    next: phrase('endpoint'),
    button: phrase('host'),
    why: phrase('endpoint'),
  }),
};

export const missionPages = {
  acknowledge: z.strictObject({
    ...texts('title', 'exercise', 'button'),
    intro: phrase('endpoint'),
    due: phrase('when'),
  }),
  acknowledged: z.strictObject({
    ...texts('title', 'replacedTitle', 'replaced'),
    text: phrase('endpoint', 'name', 'when'),
  }),
  verifyMailbox: z.strictObject({
    ...texts('title', 'button', 'done'),
    intro: phrase('endpoint'),
    doneText: phrase('endpoint'),
  }),
};
