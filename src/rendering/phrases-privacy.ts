import { z } from 'zod';

import { phrase, texts } from './phrases-shape.ts';

/** What the pages about one's own data say. */
export const privacyPages = {
  erase: z.strictObject(texts('title', 'intro', 'stays', 'button', 'back')),
  erased: z.strictObject(texts('title', 'intro')),
  privacy: z.strictObject({
    ...texts('title', 'who', 'what', 'whatText', 'why', 'whyText', 'seen', 'seenText', 'long'),
    ...texts('stays', 'staysText', 'rights', 'rightsText', 'abuse', 'abuseText', 'ask', 'askText'),
    whoText: phrase('issuer'),
    longAddress: phrase('days'),
    longTrip: phrase('days'),
    longSignUp: phrase('days'),
    longTold: phrase('days'),
    version: phrase('version'),
  }),
};
