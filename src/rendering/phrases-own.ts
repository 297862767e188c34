import { z } from 'zod';

import { endings } from '#src/subscription/explain.ts';
import { mailStates } from '#src/subscription/own-mail.ts';

import { phrase, texts } from './phrases-shape.ts';

const why = z.strictObject({
  ...texts('title', 'none', 'missed', 'missedHint', 'cameTitle', 'missedTitle', 'result'),
  ...texts('asked', 'ending', 'neverConfirmed', 'noWish', 'notSent', 'unclear', 'planning'),
  ...texts('forgotten', 'tries', 'others', 'read', 'back'),
  intro: phrase('days'),
  latest: phrase('count'),
  wish: phrase('number'),
  follows: phrase('places'),
  passed: z.strictObject(texts('emergency', 'residence', 'unrated', 'level')),
  obstacles: z.strictObject({
    place: phrase('places'),
    level: phrase('level'),
    change: phrase('change'),
    category: phrase(),
    days: phrase('from', 'until'),
    digest: z.strictObject(texts('day', 'week')),
  }),
  notYet: phrase('when'),
  over: phrase('when'),
  endedBy: z.strictObject(texts(...endings)),
  followUp: phrase('number'),
  toldIn: phrase('name', 'when'),
  states: z.strictObject({
    ...texts(...mailStates.filter((state) => state !== 'sent')),
    sent: phrase('when'),
  }),
  suppressed: z.strictObject({
    /** Mail came back. */
    undelivered: phrase('when', 'code'),
    complaint: phrase('when', 'code'),
  }),
  tried: z.strictObject({
    later: phrase('when', 'code'),
    refused: phrase('when', 'code'),
    other: phrase('when', 'outcome', 'code'),
  }),
  notices: z.strictObject({
    ...texts('confirm', 'manage', 'in-force', 'unsubscribed', 'added', 'followed', 'digest'),
    ...texts('trip-opens', 'trip-begins', 'residence', 'answered', 'other'),
  }),
});

const companions = z.strictObject({
  ...texts('title', 'link', 'intro', 'language', 'button', 'added', 'taken', 'waiting'),
  ...texts('confirmed', 'take', 'takeHint', 'followed', 'back', 'isFollowing'),
  count: phrase('count', 'confirmed'),
  errors: z.strictObject(texts('own-address', 'too-many')),
});

const overview = z.strictObject({
  ...texts('more', 'why', 'export', 'endAll'),
  expires: phrase('minutes'),
});

const copy = z.strictObject({
  ...texts('title', 'intro', 'care', 'html', 'json', 'document', 'address', 'alerts', 'asked'),
  ...texts('from', 'until', 'mails', 'rest', 'restHint', 'nothing'),
  madeAt: phrase('when'),
  records: phrase('count'),
});

/** Phrases of the pages and mails by which citizens see what is held on them. */
export const ownPhrases = z.strictObject({ overview, companions, why, export: copy });

/** Notices to addresses that somebody added to an alert. */
export const ownNotices = {
  added: z.strictObject({
    ...texts('subject', 'intro'),
    button: phrase('host'),
    ignore: phrase('days'),
  }),
  followed: z.strictObject({ ...texts('subject', 'intro', 'after'), button: phrase('host') }),
};
