import type { Content, Words } from '#src/advisory/advisory.ts';
import { relationKinds } from '#src/advisory/advisory.ts';
import type { Mission } from '#src/advisory/mission.ts';
import type { Revision } from '#src/advisory/revision.ts';
import type { Wish } from '#src/subscription/subscription.ts';

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
  effectiveAt: '2025-07-01T12:00:00Z',
  expiresAt: '2025-09-01T00:00:00Z',
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

/** When all of them went out. */
export const publishedAt = new Date('2025-07-02T14:30:00Z');

/** One of every relation, as a first message and as a follow-up; with as little as a content may have. */
export const sampleRevisions: readonly Revision[] = [
  ...relationKinds.flatMap((kind) =>
    [1, 2].map((number) => revisionOf({ ...content, relation: { kind, to: [] } }, number)),
  ),
  {
    ...revisionOf({ ...content, relation: { kind: 'all-clear', to: [] } }, 2),
    saidBefore: { headline: publishedAt, whatHappened: publishedAt, short: publishedAt },
  },
  revisionOf({ ...withoutDetail(content), status: 'actual' }, 1),
  revisionOf({ ...content, provenance: withoutAddress(content.provenance) }, 1),
];

/** Too long for a mail, which says then where the rest stands. */
export const sampleTooLong: Revision = revisionOf(
  { ...content, words: { en: { ...words, whatHappened: 'Sample '.repeat(14_000) } } },
  1,
);

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
  const appliesTo = [{ country: 'ML', level: null, levelWording: '' }];
  const steps = { residents: 'none', travellers: 'none' } as const;
  return { ...rest, ...steps, appliesTo, eventPlaces: [], contacts: [] };
}

function withoutAddress(provenance: Content['provenance']): Content['provenance'] {
  return provenance === undefined ? undefined : { ...provenance, url: undefined };
}

export const sampleWish: Wish = {
  places: [
    { kind: 'everywhere' },
    { kind: 'country', country: 'ML' },
    { kind: 'region', region: 'ML-BKO' },
  ],
  threshold: 0,
  kinds: ['new'],
  categories: ['Security'],
  stay: { kind: 'trip', from: '2026-03-04', to: '2026-03-18', daysBefore: 7 },
  rhythm: { every: 'day', timeZone: 'Asia/Kolkata' },
  language: 'en',
  discreet: false,
};

export const sampleLinks = { unsubscribe: 'SAMPLE-UNSUBSCRIBE', manage: 'SAMPLE-MANAGE' };
