import { changeKinds } from '#src/advisory/change.ts';
import { endings } from '#src/subscription/explain.ts';
import type { Explanation, Passed } from '#src/subscription/explain.ts';
import type { Obstacle } from '#src/subscription/match.ts';
import type { OwnExport } from '#src/subscription/own-export.ts';
import { mailStates } from '#src/subscription/own-mail.ts';
import type { OwnMail } from '#src/subscription/own-mail.ts';
import type { Why } from '#src/subscription/own-records.ts';

import type { PageData } from './page-data.ts';
import { publishedAt, sampleRevisions, sampleWish } from './samples.ts';

type OwnPage =
  | 'manage'
  | 'manage-export'
  | 'manage-companions'
  | 'manage-why'
  | 'manage-why-message';

/** Made-up data of the pages by which citizens see what is held on them, for the same reason as the other samples. */
const path = '/sample';
const backPath = '/sample';
/** When the sample's trip is over. */
const afterTrip = new Date('2026-04-01');
const action = '/sample';

const [revision] = sampleRevisions.toReversed();
const wish = sampleWish;

const mail: OwnMail = {
  about: { kind: 'notice', notice: 'confirm' },
  queuedAt: publishedAt,
  state: 'sent',
  reason: 'accepted',
  settledAt: publishedAt,
  possiblySent: true,
  language: 'en',
  followUp: false,
  attempts: ['pending', 'failed', 'other'].map((outcome) => ({
    at: publishedAt,
    outcome,
    reason: 'smtp-450-4.2.2',
  })),
};

const mails: readonly OwnMail[] = [
  ...['confirm', 'another'].map((notice) => ({
    ...mail,
    about: { kind: 'notice' as const, notice },
  })),
  ...mailStates.map((state) => ({ ...mail, state, settledAt: undefined, attempts: [] })),
  ...sampleRevisions.map((about) => ({
    ...mail,
    about: { kind: 'revision' as const, revision: about },
  })),
];

const obstacles: readonly Obstacle[] = [
  { kind: 'place' },
  { kind: 'level', level: 1 },
  ...changeKinds.map((change) => ({ kind: 'change' as const, change })),
  { kind: 'category', categories: ['Health'] },
  {
    kind: 'days',
    trip: { kind: 'trip', from: '2026-03-04', to: '2026-03-18', daysBefore: 7 },
  },
  { kind: 'digest', every: 'day' },
  { kind: 'digest', every: 'week' },
];

const passed: readonly Passed[] = ['emergency', 'residence', 'unrated', 'level'];

const explanations: readonly Explanation[] = [
  ...passed.map((by) => ({ kind: 'told' as const, wish, places: wish.places, passed: by })),
  { kind: 'not-told', wish, obstacles },
  { kind: 'ending', wish },
  { kind: 'not-yet', wish, confirmedAt: publishedAt },
  { kind: 'not-yet', wish, confirmedAt: undefined },
  ...endings.map((endedBy) => ({ kind: 'over' as const, wish, at: publishedAt, endedBy })),
];

function whysOf(): readonly Why[] {
  if (revision === undefined) return [];
  const why = { revision, newest: 40, toldBy: undefined, toldIn: undefined, suppressed: undefined };
  return [
    {
      ...why,
      mail: { ...mail, about: { kind: 'revision', revision } },
      toldBy: 1,
      toldIn: { notice: 'digest', at: publishedAt },
      explanations,
      suppressed: { kind: 'hard', since: publishedAt, reason: 'smtp-550-5.1.1' },
      record: 'complete',
    },
    ...(['complete', 'planning', 'forgotten'] as const).map((record) => ({
      ...why,
      newest: 1,
      mail: undefined,
      explanations: [],
      record,
    })),
  ];
}

const version = {
  wish,
  askedAt: publishedAt,
  confirmedAt: undefined,
  endedAt: undefined,
  endedBy: undefined,
};
/** Copies of everything, full and empty. */
export const sampleCopies: readonly OwnExport[] = [
  {
    madeAt: publishedAt,
    address: 'name@example.org',
    versions: [
      { ...version, confirmedAt: publishedAt, endedAt: publishedAt, endedBy: 'change' },
      version,
    ],
    mails,
    records: { subscriptions: [{ id: 1 }], other: [{ id: 1, at: publishedAt, none: null }] },
    leftOut: {},
  },
  {
    madeAt: publishedAt,
    address: 'name@example.org',
    versions: [],
    mails: [],
    records: {},
    leftOut: {},
  },
];

const doors = { why: path, export: path, endAll: path, erase: path, suppression: path };

export const ownSamples: { readonly [N in OwnPage]: readonly PageData[N][] } = {
  manage: [
    {
      path,
      items: [undefined, { path, count: 0, confirmed: 0 }, { path, count: 2, confirmed: 1 }].map(
        (shared, index) => ({
          subscription: { id: index + 1, wish, since: publishedAt },
          editPath: path,
          endPath: path,
          shared,
        }),
      ),
      done: 'changed',
      doors,
      at: afterTrip,
    },
    { path, items: [], done: 'gone', doors, at: publishedAt },
    { path, items: [], done: undefined, doors, at: publishedAt },
  ],
  'manage-companions': [
    {
      path,
      action,
      backPath,
      wish,
      companions: (['waiting', 'confirmed'] as const).map((state, id) => ({
        companion: { id, maskedAddress: 's…@example.org', state },
        endAction: action,
      })),
      values: { address: 'name@example.org', language: 'en' },
      errors: [
        { field: 'address', code: 'own-address' },
        { field: 'language', code: 'language-missing' },
      ],
      done: 'taken',
      waitMs: 0,
    },
    {
      path,
      action,
      backPath,
      wish,
      companions: [],
      values: { address: '', language: 'en' },
      errors: [],
      done: 'added',
      waitMs: 600_000,
    },
  ],
  'manage-export': [{ path, backPath, htmlPath: path, jsonPath: path }],
  'manage-why': [
    {
      path,
      action,
      backPath,
      clock: 'Asia/Kolkata',
      mails: mails.map((one) => ({
        mail: one,
        whyPath: one.about.kind === 'revision' ? path : undefined,
      })),
      sought: 'Sample',
      found: sampleRevisions.slice(0, 3).map((one) => ({ revision: one, whyPath: path })),
    },
    { path, action, backPath, clock: undefined, mails: [], sought: 'Sample', found: [] },
    { path, action, backPath, clock: undefined, mails: [], sought: '', found: undefined },
  ],
  'manage-why-message': whysOf().map((why) => ({
    path,
    backPath,
    advisoryPath: path,
    clock: undefined,
    why,
  })),
};
