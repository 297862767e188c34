import type { Revision } from '#src/advisory/revision.ts';
import type { FoundRevisions } from '#src/advisory/search.ts';
import { suppressionKinds } from '#src/subscription/suppression.ts';

import type { PageData } from './page-data.ts';
import { ownSamples } from './sample-own-pages.ts';
import { sampleWishPages, wrongAddress } from './sample-wish-pages.ts';
import { publishedAt, sampleMissions, sampleRevisions, sampleWish } from './samples.ts';

/** Made-up data for every branch of every page's template, for the same reason as the other samples. */
const path = '/sample';
const action = '/sample';

const [first] = sampleRevisions.toReversed();
/** A second message that says the first otherwise, says the same, and says it in another language. */
function followUps(): PageData['advisory'][] {
  if (first === undefined) return [];
  const { content } = first;
  const words = content.words['en'];
  const appliesTo = [{ country: 'SN', level: null, levelWording: '' }];
  const changed = {
    ...content,
    appliesTo,
    words: words === undefined ? {} : { en: { ...words, whatHappened: 'Another event' } },
  };
  const other = {
    ...content,
    language: 'pt',
    words: words === undefined ? {} : { pt: words },
  };
  return [changed, content, other].map((later) => ({
    path,
    advisory: { id: 'sample', revisions: [{ ...first, number: 2, content: later }, first] },
    number: 2,
    missions: sampleMissions,
    at: publishedAt,
  }));
}

/** More messages than a page shows at once. */
const long =
  first === undefined
    ? []
    : Array.from({ length: 90 }, (_none, n) => ({ ...first, number: n + 1 }));

const advisory = { id: 'sample', revisions: first === undefined ? [] : [first] };

function foundOf(revisions: readonly Revision[], page: number, pages: number): FoundRevisions {
  return { revisions, total: revisions.length, page, pages };
}

/** Data of each page; several where branches exclude each other. */
export const samplePages: { readonly [N in keyof PageData]: readonly PageData[N][] } = {
  ...sampleWishPages,
  home: [
    {
      path,
      found: foundOf(sampleRevisions, 2, 3),
      search: { q: 'x', country: 'ML', level: '2', days: '7', from: 'x', ended: true },
      errors: [{ field: 'country' }, { field: 'level' }, { field: 'days' }, { field: 'from' }],
      at: publishedAt,
    },
    {
      path,
      found: foundOf([], 1, 1),
      search: { q: '', country: '', level: '', days: '', from: '', ended: false },
      errors: [],
      at: publishedAt,
    },
  ],
  countries: [
    { path, countries: [{ country: 'ML', count: 2 }] },
    { path, countries: [] },
  ],
  country: [
    {
      path,
      country: 'SN',
      inForce: foundOf(sampleRevisions, 1, 1),
      ended: foundOf(sampleRevisions, 1, 1),
      directory: sampleMissions,
      at: publishedAt,
    },
    {
      path,
      country: 'ML',
      inForce: foundOf([], 1, 1),
      ended: foundOf([], 1, 1),
      directory: sampleMissions,
      at: publishedAt,
    },
  ],
  advisory: [
    ...followUps(),
    { path, advisory, number: 1, missions: sampleMissions, at: new Date('2025-08-01') },
    ...sampleRevisions.map((revision) => ({
      path,
      advisory: { id: 'sample', revisions: [{ ...revision, number: 3 }, revision] },
      number: revision.number,
      missions: sampleMissions,
      at: publishedAt,
    })),
    {
      path,
      advisory: { id: 'sample', revisions: long },
      number: 45,
      missions: [],
      at: publishedAt,
    },
  ],
  'check-mail': [
    { path, purpose: 'confirm', waitMs: 0 },
    { path, purpose: 'confirm', waitMs: 600_000 },
    { path, purpose: 'manage', waitMs: 9_000_000 },
  ],
  confirmed: [
    { path, wish: sampleWish, revisions: sampleRevisions },
    { path, wish: { ...sampleWish, stay: { kind: 'none' } }, revisions: [] },
  ],
  'link-gone': [
    { path, reason: 'expired', purpose: 'confirm' },
    { path, reason: 'unknown', purpose: 'manage' },
  ],
  'manage-request': [
    { path, action, address: '', errors: wrongAddress, begun: 'x' },
    { path, action, address: '', errors: [], begun: 'x' },
  ],
  'manage-end': [{ path, action, backPath: path, wish: sampleWish }],
  'manage-erase': [{ path, action, backPath: path }],
  erased: [{ path }],
  privacy: [{ path }],
  ...ownSamples,
  unsubscribe: [{ path, action }],
  unsubscribed: [
    { path, since: 'now' },
    { path, since: 'earlier' },
  ],
  undo: [{ path, action }],
  restored: [
    { path, isNew: true },
    { path, isNew: false },
  ],
  suppression: [
    ...suppressionKinds.map((kind) => ({
      path,
      action,
      backPath: path,
      suppression: { kind, since: publishedAt },
      isLifted: false,
    })),
    { path, action, backPath: path, suppression: undefined, isLifted: true },
  ],
  acknowledge: [true, false].map((isActual) => ({
    path,
    action,
    endpoint: 'x',
    headline: 'x',
    headlineLanguage: 'en',
    isActual,
    by: publishedAt,
  })),
  acknowledged: [
    { path, endpoint: 'x', answer: { by: 'x', at: publishedAt } },
    { path, endpoint: 'x', answer: undefined },
  ],
  'verify-mailbox': [{ path, action, endpoint: 'x' }],
  'mailbox-verified': [{ path, endpoint: 'x' }],
  error: [400, 404, 429, 500].map((status) => ({ path, status })),
};
