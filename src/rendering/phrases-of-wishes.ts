import { z } from 'zod';

import { categories } from '#src/advisory/category.ts';
import { changeKinds } from '#src/advisory/change.ts';
import { rhythms } from '#src/subscription/rhythm.ts';

import { phrase, texts } from './phrases-shape.ts';

/** How a wish is said, in mails and on pages. */
export const wishPhrases = z.strictObject({
  ...texts('places', 'everywhere', 'threshold', 'language', 'since', 'stay', 'residence'),
  ...texts('kinds', 'categories', 'rhythm', 'subjects', 'discreet'),
  trip: phrase('from', 'to', 'alerts'),
  tripOver: phrase('to', 'deleted'),
  levels: z.strictObject(texts('0', '1', '2', '3', '4')),
  kind: z.strictObject(texts(...changeKinds)),
  category: z.strictObject(texts(...categories)),
  rhythms: z.strictObject(texts(...rhythms)),
  byClock: phrase('rhythm', 'place'),
});

/** The pages on which a wish is made, looked at and changed. */
export const wishPages = {
  subscribe: z.strictObject({
    ...texts('title', 'intro', 'scope', 'everywhere', 'certain', 'country', 'countryHint'),
    ...texts('choose', 'add', 'chosen', 'chosenHint', 'regionsHint', 'threshold', 'thresholdHint'),
    ...texts('language', 'address', 'addressHint', 'submit', 'trap'),
    ...texts('stay', 'follow', 'travel', 'reside', 'resideHint', 'from', 'to', 'before'),
    ...texts('beforeHint', 'more', 'kinds', 'kindsHint', 'categories', 'categoriesHint'),
    ...texts('rhythm', 'rhythmHint', 'discreet', 'discreetHint'),
    dayHint: phrase('day'),
    clock: phrase('place'),
    ...texts('find', 'findHint', 'findButton', 'foundMore', 'foundAbove'),
    found: phrase('name'),
    addPlace: phrase('place'),
    wholeCountry: phrase('country'),
    cityThere: phrase('city'),
    regions: phrase('country'),
  }),
  lookback: z.strictObject({
    ...texts('title', 'button'),
    would: phrase('mails'),
    wouldDigests: phrase('mails', 'digests'),
    trip: phrase('mails'),
  }),
  preview: z.strictObject(texts('title', 'change', 'submit', 'zone')),
  zone: z.strictObject(texts('title', 'hint', 'label', 'button')),
  residence: z.strictObject({
    ...texts('title', 'intro', 'still', 'moved', 'thanks', 'thanksText', 'movedTitle'),
    ...texts('movedIntro', 'follow', 'end', 'followed', 'followedText', 'ended', 'endedText'),
  }),
  errors: z.strictObject({
    ...texts('address-missing', 'address-invalid', 'place-missing', 'place-invalid'),
    ...texts('find-missing', 'find-nothing', 'too-many-places', 'threshold-missing'),
    ...texts('language-missing', 'stay-missing', 'from-missing', 'to-missing', 'trip-order'),
    ...texts('trip-over', 'trip-far', 'trip-long', 'kinds-missing', 'rhythm-missing'),
    ...texts('zone-missing', 'form-old'),
    'day-invalid': phrase('day'),
    'before-invalid': phrase('most'),
  }),
};
