import { describe, expect, test } from 'vitest';

import type { Content } from '#src/advisory/advisory.ts';
import type { Change } from '#src/advisory/change.ts';
import type { Misgiving, SourceHistory } from '#src/advisory/event.ts';
import { isNews, judge } from '#src/advisory/hold.ts';
import { aContent } from '#tests/support/builders-content.ts';

const substance: Change = { kind: 'substance' };
const level = (from: 0 | 1 | 2 | 3 | 4 | null, to: 0 | 1 | 2 | 3 | 4 | null): Change => ({
  kind: 'level',
  country: 'ML',
  from,
  to,
  steps: from === null || to === null ? 0 : to - from,
});
const published = new Date('2026-03-04T09:30:00Z');
const earlier = new Date('2026-03-03T09:30:00Z');

interface Case {
  readonly change?: Change;
  readonly content?: Content | undefined;
  readonly changedAt?: Date;
  readonly doubts?: readonly Misgiving[];
  readonly isProse?: boolean;
  readonly told?: Change;
  readonly history?: Partial<SourceHistory>;
}

/** A source that may publish by itself, in an ordinary poll. */
function verdictOn({ change = substance, changedAt = published, history, ...rest }: Case) {
  const { doubts = [], isProse = false, told = change } = rest;
  const content = 'content' in rest ? rest.content : explained();
  const { kind, reason } = judge({
    change,
    event: { content, sourceChangedAt: changedAt, seenAt: published, isProse, doubts },
    told,
    history: {
      previous: aContent(),
      previousChangedAt: earlier,
      hadVanished: false,
      standing: aContent(),
      recent: [],
      firstSight: false,
      mode: 'publish',
      changedInPoll: 1,
      countriesOfSource: 226,
      ...history,
    },
  });
  return { kind, reason };
}

/** Content as an update needs it: with a note on what is different. */
function explained(words: object = {}): Content {
  const { en } = aContent().words;
  if (en === undefined) throw new Error('expected English words');
  return aContent({ words: { en: { ...en, changeNote: 'The road is closed.', ...words } } });
}

describe('an ordinary change of a source that may publish', () => {
  test.each<[Change, object]>([
    [{ kind: 'new' }, { kind: 'publish', reason: 'new' }],
    [level(2, 4), { kind: 'publish', reason: 'level' }],
    [level(4, 3), { kind: 'publish', reason: 'level' }],
    [substance, { kind: 'publish', reason: 'substance' }],
    [{ kind: 'editorial' }, { kind: 'ignore', reason: 'editorial' }],
    [{ kind: 'reviewed' }, { kind: 'ignore', reason: 'reviewed' }],
    [{ kind: 'timestamp' }, { kind: 'ignore', reason: 'timestamp' }],
  ])('$kind', (change, verdict) => {
    expect(verdictOn({ change })).toEqual(verdict);
  });
});

describe('an officer looks first at', () => {
  test.each<[string, Case, string]>([
    ['what is no longer listed', { change: { kind: 'vanished' }, content: undefined }, 'vanished'],
    ['a fall of two levels', { change: level(3, 1) }, 'steep-drop'],
    [
      'a fall of two levels in a region',
      {
        change: { kind: 'region-level', country: 'ML', region: 'ML-1', from: 4, to: 1, steps: -3 },
      },
      'steep-drop',
    ],
    ['a level that is gone', { change: level(3, null) }, 'level-lost'],
    ['a date that went back', { changedAt: new Date('2026-03-01T00:00:00Z') }, 'date-backwards'],
    ['a poll in which a quarter changed', { history: { changedInPoll: 57 } }, 'storm'],
    ['content without a place', { content: aContent({ appliesTo: [] }) }, 'place-unknown'],
    ['an update that does not say what is different', { content: aContent() }, 'incomplete'],
    [
      'what nobody is to look at again',
      { content: { ...explained(), reviewBy: undefined } },
      'incomplete',
    ],
    ['a signal from another ministry', { history: { mode: 'signal' } }, 'source-is-signal'],
    ['a source that is always reviewed', { history: { mode: 'review' } }, 'source-needs-review'],
  ])('%s', (_what, oddity, reason) => {
    expect(verdictOn(oddity)).toEqual({ kind: 'review', reason });
  });

  test.each([
    'Summary not available',
    'No information available.',
    'TBC',
    'n/a',
    'Lorem ipsum dolor sit amet',
    'Page coming soon',
    '---',
  ])('a text that stands in for a text: %s', (headline) => {
    expect(verdictOn({ content: explained({ headline }) })).toEqual({
      kind: 'review',
      reason: 'placeholder-text',
    });
  });

  test('a long page of which almost nothing is left', () => {
    const previous = explained({ whatToDo: { residents: 'Keep away from crowds. '.repeat(40) } });
    const content = explained({ whatToDo: { residents: 'Keep away.' } });
    expect(verdictOn({ content, history: { previous, standing: previous } })).toMatchObject({
      reason: 'placeholder-text',
    });
  });
});

test.each([
  'Detailed information is not available for the villages in the north, so plan for delays and tell your family before you set out. '.repeat(
    3,
  ),
  'Test results from the border laboratory take three days.',
  'None of the bridges may be used.',
])('a real text is no placeholder because of a word in it: %s', (whatHappened) => {
  expect(verdictOn({ content: explained({ whatHappened }) })).toMatchObject({ kind: 'publish' });
});

test('everything in a source’s first poll is known from then on, and nobody hears of it', () => {
  const verdict = verdictOn({
    change: { kind: 'new' },
    history: { firstSight: true, changedInPoll: 226 },
  });
  expect(verdict).toEqual({ kind: 'ignore', reason: 'first-sight' });
});

test('a whole feed re-dated is ignored piece by piece and held nowhere', () => {
  const verdict = verdictOn({
    change: { kind: 'timestamp' },
    changedAt: earlier,
    history: { mode: 'signal' },
  });
  expect(verdict).toEqual({ kind: 'ignore', reason: 'timestamp' });
});

test('a date that goes back by some hours is another clock of the same publisher', () => {
  const changedAt = new Date(earlier.getTime() - 5 * 3_600_000);
  expect(verdictOn({ changedAt })).toMatchObject({ kind: 'publish' });
});

test('three of four countries that change are no storm: the source is too small for shares', () => {
  const verdict = verdictOn({ history: { changedInPoll: 3, countriesOfSource: 4 } });
  expect(verdict).toMatchObject({ kind: 'publish' });
});

test.each(['exercise', 'test'] as const)(
  'C6 · an advisory of status %s never goes on',
  (status) => {
    const verdict = verdictOn({ content: { ...explained(), status } });
    expect(verdict).toEqual({ kind: 'ignore', reason: 'not-actual' });
  },
);

test('what vanished is news: it may be the end of a warning or of a feed', () => {
  expect(isNews({ kind: 'vanished' })).toBe(true);
});
