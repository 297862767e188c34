import { policy } from '#config/policy.ts';
import type { Finding } from '#src/places/place-finder.ts';
import type { Lookback } from '#src/subscription/lookback.ts';
import { residenceAnswers } from '#src/subscription/residence.ts';
import type { Wish } from '#src/subscription/subscription.ts';

import type { PageData } from './page-data.ts';
import { sampleRevisions, sampleWish } from './samples.ts';
import type { wishPages } from './wish-pages.ts';
import type { WishValues } from './wish-values.ts';

/** Made-up data for the pages on which a wish is made, looked at and changed. */
const values: WishValues = {
  scope: 'certain',
  find: 'Sample',
  sought: 'Sample',
  country: 'SN',
  countries: ['ML'],
  regions: ['ML-1'],
  stay: 'trip',
  from: '2026-03-04',
  to: '2026-03-18',
  before: '7',
  threshold: 1,
  kinds: ['new'],
  categories: ['Security'],
  rhythm: 'day',
  zone: 'Asia/Kolkata',
  discreet: true,
  language: 'en',
  address: 'name@example.org',
};
const lookback: Lookback = { mails: 2, digests: 3, trip: { days: 23, most: 2 } };
const quiet: Lookback = { mails: 0, digests: 0, trip: undefined };
const hidden = [['country', 'ML']] as const;
const resident: Wish = { ...sampleWish, stay: { kind: 'residence' }, discreet: true };

const usual = {
  scope: 'everywhere',
  countries: [],
  stay: 'none',
  from: '',
  to: '',
  threshold: 0,
  kinds: policy.kindsByDefault,
  categories: [],
  rhythm: 'message',
  zone: '',
  discreet: false,
} as const;

const finding: Finding = {
  places: [
    { country: 'ML' },
    { country: 'ML', region: 'ML-BKO' },
    { country: 'SN', region: 'SN-DB', city: 'Sample city' },
    { country: 'SN', city: 'Sample city' },
  ],
  more: true,
};

const path = '/sample';
const action = '/sample';
const form = { path, action, searchAction: action, values };
export const wrongAddress = [{ field: 'address', code: 'address-invalid' }] as const;
const errors = [
  { field: 'scope', code: 'place-missing' },
  { field: 'find', code: 'find-nothing' },
  { field: 'country', code: 'place-invalid' },
  { field: 'stay', code: 'stay-missing' },
  { field: 'from', code: 'day-invalid' },
  { field: 'to', code: 'trip-over' },
  { field: 'before', code: 'before-invalid' },
  { field: 'language', code: 'language-missing' },
  { field: 'threshold', code: 'threshold-missing' },
  { field: 'kinds', code: 'kinds-missing' },
  { field: 'rhythm', code: 'rhythm-missing' },
  { field: 'zone', code: 'zone-missing' },
] as const;

export const sampleWishPages: {
  readonly [N in keyof typeof wishPages]: readonly PageData[N][];
} = {
  subscribe: [
    { ...form, finding, errors },
    {
      ...form,
      values: {
        ...values,
        ...usual,
      },
      finding: undefined,
      errors: [],
    },
  ],
  'subscribe-preview': [
    {
      path,
      action,
      changePath: path,
      zonePath: path,
      wish: sampleWish,
      lookback,
      hidden,
      address: 'name',
      errors: wrongAddress,
      begun: 'x',
    },
    {
      path,
      action,
      changePath: path,
      zonePath: undefined,
      wish: resident,
      lookback: quiet,
      hidden: [],
      address: '',
      errors: [],
      begun: 'x',
    },
  ],
  zone: [
    { path, action, hidden, zone: 'America/Argentina/Ushuaia' },
    { path, action, hidden: [], zone: '' },
  ],
  confirm: [
    { path, action, changePath: path, wish: sampleWish, lookback, revisions: sampleRevisions },
    { path, action, changePath: undefined, wish: resident, lookback: quiet, revisions: [] },
  ],
  'manage-edit': [
    { ...form, last: 'confirm', finding, errors, lookback: undefined },
    { ...form, last: 'save', finding: undefined, errors: [], lookback },
  ],
  residence: [{ path, action, movedPath: path, wish: resident }],
  'residence-moved': [{ path, action, wish: resident }],
  'residence-answered': residenceAnswers.map((answer) => ({ path, answer })),
};
