import { z } from 'zod';

import { residentSteps, travellerSteps } from '#src/advisory/advisory.ts';
import { countrySchema, placeCodeSchema } from '#src/advisory/place.ts';

import { listNotices } from './phrases-lists.ts';
import { missionNotices, missionPages } from './phrases-missions.ts';
import { wishPages, wishPhrases } from './phrases-of-wishes.ts';
import { ownNotices, ownPhrases } from './phrases-own.ts';
import { privacyPages } from './phrases-privacy.ts';
import { phrase, plural, texts } from './phrases-shape.ts';

const format = z.strictObject({
  instant: phrase('date', 'time', 'zone'),
  zone: phrase('name', 'offset'),
  place: phrase('region', 'country'),
  pair: phrase('label', 'value'),
  label: phrase('label'),
  /** What ends a sentence. */
  stop: z.string().min(1),
  /** What stands between the items of a list; may end in a space. */
  comma: z.string().min(1),
  /** What stands between items that have commas of their own. */
  semicolon: z.string().min(1),
  countryAndMore: phrase('country', 'count'),
  advisories: plural,
  found: plural,
  messages: plural,
  mails: plural,
  digests: plural,
});

const message = z.strictObject({
  ...texts('discreet', 'helpNow', 'changed', 'changedBelow', 'ends', 'stillHolds', 'whatToDo'),
  ...texts('residents', 'travellers', 'ifYouCannot', 'constraints', 'byWhen', 'whatHappened'),
  ...texts('eventPlace', 'appliesTo', 'appliedTo', 'times', 'eventAt', 'issuedAt', 'sentAt'),
  ...texts('expiresAt', 'contacts', 'hours', 'nextUpdate', 'source', 'licence', 'page', 'passOn'),
  ...texts('stop', 'over'),
  /** Above what an ending only says again. */
  hadSaid: phrase('date'),
  replies: phrase('address'),
  repliesAre: z.strictObject(texts('read', 'forwarded', 'unread')),
  helpPage: phrase('host'),
  numbering: phrase('number', 'previous'),
  endsText: phrase('places'),
  withdrawnText: phrase('places'),
  closed: phrase('mission'),
  phone: z.strictObject(texts('emergency', 'office', 'messenger')),
  originalNotice: phrase('language'),
  sourceLink: phrase('host'),
  pageLink: phrase('host'),
  cut: phrase('url'),
  why: phrase('issuer'),
  stopLink: phrase('host'),
  manageLink: phrase('host'),
});

const occasion = z.strictObject({ intro: phrase(), subject: phrase('count') });

const notice = z.strictObject({
  confirm: z.strictObject({
    ...texts('subject', 'intro', 'chosen'),
    button: phrase('host'),
    ignore: phrase('days'),
  }),
  manage: z.strictObject({
    ...texts('subject', 'intro'),
    button: phrase('host'),
    ignore: phrase('minutes'),
  }),
  ...ownNotices,
  inForce: z.strictObject({
    ...texts('none', 'more', 'others'),
    confirmed: occasion,
    'trip-opens': occasion,
    'trip-begins': occasion,
  }),
  digest: z.strictObject({
    ...texts('intro', 'more'),
    subject: phrase('date', 'messages', 'countries'),
    discreet: phrase('date', 'messages'),
  }),
  residence: z.strictObject({ ...texts('subject', 'intro', 'nothing'), button: phrase('host') }),
  /** Subject of what would say that somebody travels or lives abroad, for whoever may be seen with the mail. */
  discreet: phrase(),
  unsubscribed: z.strictObject({
    ...texts('subject', 'intro'),
    undo: phrase('days'),
    button: phrase('host'),
  }),
  ...listNotices,
  ...missionNotices,
  answered: z.strictObject(texts('subject', 'intro', 'danger', 'contacts', 'none')),
});

const suppression = z.strictObject({
  ...texts('title', 'link', 'fine', 'hard', 'soft', 'complaint', 'intro', 'button', 'lifted'),
  since: phrase('when'),
});

const pages = z.strictObject({
  ...wishPages,
  site: z.strictObject({
    ...texts('title', 'skip', 'languages', 'menu', 'current', 'subscribe', 'manage'),
    ...texts('countries', 'privacy', 'feed', 'api', 'jsonFeed', 'example', 'error', 'problem'),
  }),
  home: z.strictObject({
    ...texts('title', 'lead', 'empty', 'search', 'searchHint', 'button', 'narrow', 'country'),
    ...texts('anyCountry', 'level', 'levelHint', 'anyLevel', 'unrated', 'days', 'anyDays', 'from'),
    ...texts('ended', 'none', 'all', 'newer', 'older', 'pages'),
    intro: phrase('issuer'),
    issued: phrase('when'),
    lastDays: phrase('days'),
    pageOf: phrase('page', 'pages'),
    fromHint: phrase('day'),
    wrong: z.strictObject({ ...texts('country', 'level', 'days'), from: phrase('day') }),
  }),
  countries: z.strictObject(texts('title')),
  country: z.strictObject({
    ...texts('inForce', 'ended', 'missions', 'countries'),
    title: phrase('country'),
    none: phrase('country'),
    follow: phrase('country'),
    all: phrase('country'),
    feed: phrase('country'),
    elsewhere: phrase('place'),
  }),
  advisory: z.strictObject({
    ...texts('inForce', 'inForceText', 'replaced', 'replacedText', 'latest', 'ended', 'endedText'),
    ...texts('history', 'comparedHint', 'takenOut', 'new', 'endOfMark', 'same', 'otherLanguage'),
    ...texts('headline', 'unrated', 'byCountry', 'copyHint', 'earlier', 'later'),
    compared: phrase('previous', 'number'),
    level: phrase('level'),
    overdue: phrase('when'),
    message: phrase('number'),
  }),
  checkMail: z.strictObject({
    ...texts('title', 'confirm', 'nothing', 'meanwhile'),
    waitMinutes: phrase('minutes'),
    waitHours: phrase('hours'),
    manage: phrase('minutes'),
  }),
  confirm: z.strictObject(texts('title', 'intro', 'button', 'changeable', 'change', 'inForce')),
  confirmed: z.strictObject({
    ...texts('title', 'inForce', 'none'),
    days: phrase('from', 'until'),
  }),
  linkGone: z.strictObject(texts('expired', 'unknown', 'text', 'confirm', 'manage')),
  manageRequest: z.strictObject(texts('title', 'intro', 'button')),
  manage: z.strictObject({
    ...texts('title', 'changed', 'ended', 'gone', 'none', 'edit', 'end', 'erase'),
    item: phrase('number'),
  }),
  edit: z.strictObject(texts('title', 'button')),
  end: z.strictObject(texts('title', 'button', 'back')),
  ...privacyPages,
  ...missionPages,
  unsubscribe: z.strictObject(texts('title', 'intro', 'button')),
  unsubscribed: z.strictObject({
    ...texts('title', 'intro', 'button'),
    now: phrase('days'),
    earlier: phrase('days'),
    undo: phrase('days'),
  }),
  restored: z.strictObject(texts('title', 'intro')),
  suppression,
  failure: z.strictObject({
    ...texts('notFound', 'notFoundText', 'badRequest', 'badRequestText', 'tooMany'),
    ...texts('tooManyText', 'broken', 'brokenText'),
  }),
});

/** What `templates/locales/<language>.json` must hold: every key, and none besides. */
export const phrasesSchema = z.strictObject({
  /** The language's own name. */
  name: z.string().min(1),
  dir: z.enum(['ltr', 'rtl']),
  /** BCP 47 tag for dates and numbers, such as en-GB. */
  intl: z
    .string()
    .refine(
      (tag) => Intl.DateTimeFormat.supportedLocalesOf([tag]).length > 0,
      'expected a BCP 47 tag',
    ),
  /** Names of countries where the ministry says another than Unicode's CLDR does. */
  countries: z.record(countrySchema, z.string().min(1)),
  /** Shorter names for subjects in which a country's name does not fit. */
  shortCountries: z.record(countrySchema, z.string().min(1)),
  /** What people call countries and regions besides, by ISO 3166 code, so that they find them. */
  alsoCalled: z.record(placeCodeSchema, z.array(z.string().min(1))).optional(),
  format,
  subject: z.strictObject({
    first: phrase('word', 'country', 'headline'),
    later: phrase('word', 'country', 'headline', 'number'),
    /** For whoever may be seen with the mail: neither a place nor what happened. */
    discreet: phrase('number', 'date', 'code'),
    discreetNow: phrase('number', 'date', 'code'),
  }),
  /** What goes out where an advisory is taken back and its officers wrote nothing else. */
  withdrawal: z.strictObject({
    headline: phrase('headline'),
    whatHappened: phrase('headline', 'date'),
    ...texts('changeNote', 'whatToDo'),
  }),
  word: z.strictObject({
    ...texts('emergency', 'alert', 'advice', 'update', 'correction', 'reiteration', 'cancel'),
    ...texts('allClear', 'exercise', 'test'),
    updateNumber: phrase('number'),
  }),
  steps: z.strictObject({
    residents: z.strictObject(texts(...residentSteps.filter((step) => step !== 'none'))),
    travellers: z.strictObject(texts(...travellerSteps.filter((step) => step !== 'none'))),
    readBelow: phrase(),
  }),
  banner: z.strictObject(texts('exercise', 'test')),
  message,
  notice,
  wish: wishPhrases,
  pages,
  /** What citizens read of themselves. */
  own: ownPhrases,
});
export type Phrases = z.infer<typeof phrasesSchema>;
