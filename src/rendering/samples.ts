import type { Content, Words } from '#src/advisory/advisory.ts';
import { relationKinds } from '#src/advisory/advisory.ts';
import type { Mission } from '#src/advisory/mission.ts';
import type { Revision } from '#src/advisory/revision.ts';
import type { Finding } from '#src/places/place-finder.ts';
import type { Wish } from '#src/subscription/subscription.ts';

import type { PageData, WishValues } from './page-data.ts';

/**
 * Made-up data that reach every branch of every template, so that a broken template stops the start and not an alert.
 * Nobody is ever shown them.
 */
const words: Words = {
  headline: 'Sample headline',
  whatToDo: {
    residents: 'Sample advice',
    travellers: 'Sample advice',
    ifYouCannot: 'Sample advice',
    constraints: 'Sample advice',
    byWhen: 'Sample time',
  },
  whatHappened: 'Sample event',
  changeNote: 'Sample change',
  stillHolds: 'Sample rest',
};

const content: Content = {
  issuer: 'sample',
  kind: 'alert',
  status: 'exercise',
  language: 'en',
  appliesTo: [{ country: 'ML', level: 2, levelWording: 'Sample wording' }],
  eventPlaces: [{ country: 'ML', region: 'ML-1' }],
  travellers: 'defer',
  residents: 'caution',
  eventAt: '2025-07-01T10:00:00Z',
  timeZone: 'Africa/Bamako',
  nextUpdateBy: '2025-07-03T12:00:00Z',
  reviewBy: '2025-07-09T00:00:00Z',
  contacts: ['sample', 'sample-closed'],
  categories: [],
  audience: [],
  relation: { kind: 'new', to: [] },
  words: { en: words },
  provenance: {
    source: 'sample',
    url: 'https://ministry.example/sample',
    fetchedAt: '2025-07-01T10:00:00Z',
    sha256: '0'.repeat(64),
    licence: 'Sample licence',
  },
};

export const sampleMissions: readonly Mission[] = [
  {
    id: 'sample',
    country: 'ML',
    serves: [],
    name: { en: 'Sample mission' },
    city: { en: 'Sample city' },
    phones: [{ number: '+22300000001', use: 'emergency' }],
    email: 'sample@ministry.example',
    hours: 'Sample hours',
  },
  {
    id: 'sample-closed',
    country: 'ML',
    serves: [],
    name: { en: 'Sample closed mission' },
    city: { en: 'Sample city' },
    phones: [],
    closed: { servedBy: 'sample' },
  },
];

const publishedAt = new Date('2025-07-02T14:30:00Z');

/** One of every relation, as a first message and as a follow-up, and one with as little as a content may have. */
export const sampleRevisions: readonly Revision[] = [
  ...relationKinds.flatMap((kind) =>
    [1, 2].map((number) => revisionOf({ ...content, relation: { kind, to: [] } }, number)),
  ),
  revisionOf({ ...withoutDetail(content), status: 'actual' }, 1),
];

function revisionOf(ofContent: Content, number: number): Revision {
  const advisoryId = 'sample';
  return { advisoryId, number, content: ofContent, change: 'new', lane: 'emergency', publishedAt };
}

function withoutDetail({
  eventAt: _at,
  nextUpdateBy: _by,
  provenance: _from,
  ...rest
}: Content): Content {
  return { ...rest, residents: 'none', travellers: 'none', eventPlaces: [], contacts: [] };
}

export const sampleWish: Wish = {
  places: [
    { kind: 'everywhere' },
    { kind: 'country', country: 'ML' },
    { kind: 'region', region: 'ML-BKO' },
  ],
  threshold: 0,
  kinds: ['new'],
  language: 'en',
};

export const sampleLinks = { unsubscribe: 'SAMPLE-UNSUBSCRIBE', manage: 'SAMPLE-MANAGE' };

const values: WishValues = {
  scope: 'certain',
  find: 'Sample',
  sought: 'Sample',
  country: 'SN',
  countries: ['ML'],
  regions: ['ML-1'],
  threshold: 1,
  language: 'en',
  address: 'name@example.org',
};

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
const errors = [
  { field: 'address', code: 'address-invalid' },
  { field: 'scope', code: 'place-missing' },
  { field: 'find', code: 'find-nothing' },
  { field: 'country', code: 'place-invalid' },
  { field: 'threshold', code: 'threshold-missing' },
  { field: 'language', code: 'language-missing' },
] as const;

const [first] = sampleRevisions.toReversed();
const advisory = { id: 'sample', revisions: first === undefined ? [] : [first] };

/** Data of each page; several where branches exclude each other. */
export const samplePages: { readonly [N in keyof PageData]: readonly PageData[N][] } = {
  home: [
    { path, revisions: sampleRevisions },
    { path, revisions: [] },
  ],
  advisory: [
    { path, advisory, number: 1, missions: sampleMissions, at: new Date('2025-08-01') },
    ...sampleRevisions.map((revision) => ({
      path,
      advisory: { id: 'sample', revisions: [{ ...revision, number: 3 }, revision] },
      number: revision.number,
      missions: sampleMissions,
      at: publishedAt,
    })),
  ],
  subscribe: [
    { path, action, values, finding, errors },
    {
      path,
      action,
      values: { ...values, scope: 'everywhere', countries: [] },
      finding: undefined,
      errors: [],
    },
  ],
  'check-mail': [
    { path, purpose: 'confirm' },
    { path, purpose: 'manage' },
  ],
  confirm: [{ path, action, wish: sampleWish }],
  confirmed: [
    { path, revisions: sampleRevisions },
    { path, revisions: [] },
  ],
  'link-gone': [
    { path, reason: 'expired', purpose: 'confirm' },
    { path, reason: 'unknown', purpose: 'manage' },
  ],
  'manage-request': [
    { path, action, address: '', errors },
    { path, action, address: '', errors: [] },
  ],
  manage: [
    {
      path,
      items: [
        {
          subscription: { id: 1, wish: sampleWish, since: publishedAt },
          editPath: path,
          endPath: path,
        },
      ],
      done: 'changed',
    },
    { path, items: [], done: undefined },
  ],
  'manage-edit': [
    { path, action, values, finding, errors },
    { path, action, values, finding: undefined, errors: [] },
  ],
  'manage-end': [{ path, action, backPath: path, wish: sampleWish }],
  unsubscribe: [{ path, action }],
  unsubscribed: [
    { path, undoAction: action },
    { path, undoAction: undefined },
  ],
  restored: [{ path }],
  error: [400, 404, 429, 500].map((status) => ({ path, status })),
};
