import { describe, expect, test } from 'vitest';

import type { NoticeClass } from '#src/inbound/classify/notice.ts';
import { noticeOf } from '#src/inbound/classify/notice.ts';
import { isGivenUp, verdictOn } from '#src/inbound/consequences.ts';
import type { Judged } from '#src/inbound/consequences.ts';

const about = (...notices: readonly (readonly [NoticeClass, string?])[]): Judged['classified'] => ({
  kind: 'report',
  notices: notices.map(([name, recipient]) =>
    noticeOf(recipient, { class: name, rule: 'a rule', status: '5.0.0' }),
  ),
});

const judged = (change: Partial<Judged>): Judged => ({
  cameTo: 'return-path',
  classified: about(['hard']),
  isAutomatic: true,
  isFromOfficers: false,
  token: 'return-path',
  namesUs: (recipient) => recipient === 'asha@example.org',
  wasForUs: false,
  saysMore: false,
  ...change,
});

const followsFrom = (change: Partial<Judged>) => {
  const { name, consequence } = verdictOn(judged(change));
  return `${name}: ${consequence.kind}`;
};

test.each<[NoticeClass, string, string, string]>([
  ['hard', 'hard: suppress', 'unknown: nothing', 'unknown: nothing'],
  ['soft', 'soft: count', 'unknown: nothing', 'unknown: nothing'],
  ['undetermined', 'undetermined: count', 'unknown: nothing', 'unknown: nothing'],
  ['block', 'block: block', 'unknown: nothing', 'unknown: nothing'],
  ['delivered', 'delivered: arrives', 'unknown: nothing', 'unknown: nothing'],
  ['complaint', 'complaint: suppress', 'complaint: unsubscribe', 'unknown: nothing'],
  ['unsubscribe', 'unsubscribe: unsubscribe', 'unsubscribe: unsubscribe', 'unknown: nothing'],
  [
    'auth-failure-report',
    'auth-failure-report: nothing',
    'auth-failure-report: nothing',
    'auth-failure-report: nothing',
  ],
  ['autoreply', 'autoreply: nothing', 'autoreply: nothing', 'autoreply: nothing'],
])(
  'E7, B3, B5 · what follows from %s with a return path, an unsubscribe link, no token',
  (name, ...expected) => {
    const tokens = ['return-path', 'unsubscribe', undefined] as const;
    expect(tokens.map((token) => followsFrom({ classified: about([name]), token }))).toEqual(
      expected,
    );
  },
);

describe('a notice that names somebody else', () => {
  const other = 'ben@example.net';
  test.each<[string, Partial<Judged>, string]>([
    [
      'names whom we wrote to',
      { classified: about(['hard', 'asha@example.org']) },
      'hard: suppress',
    ],
    ['names nobody', { classified: about(['hard']) }, 'hard: suppress'],
    ['names another', { classified: about(['hard', other]) }, 'soft: count'],
    [
      'names another that it was made of us',
      { classified: about(['hard', other]), wasForUs: true },
      'hard: suppress',
    ],
    [
      'complains for whom we wrote to',
      { classified: about(['complaint', 'asha@example.org']) },
      'complaint: suppress',
    ],
    [
      'complains for another',
      { classified: about(['complaint', other]) },
      'complaint: unsubscribe',
    ],
    [
      'complains by a link that is passed on with every copy',
      { classified: about(['complaint', 'asha@example.org']), token: 'unsubscribe' },
      'complaint: unsubscribe',
    ],
    [
      'opts out for another',
      { classified: about(['unsubscribe', other]) },
      'unsubscribe: unsubscribe',
    ],
    ['is refused by policy', { classified: about(['block', other]) }, 'block: block'],
  ])('E7, B5 · that %s', (_what, change, expected) => {
    expect(followsFrom(change)).toBe(expected);
  });
});

describe('several notices in one message', () => {
  test.each<[string, readonly (readonly [NoticeClass, string?])[], string]>([
    [
      'the one that names us counts',
      [
        ['delivered', 'other@example.org'],
        ['hard', 'asha@example.org'],
      ],
      'hard: suppress',
    ],
    [
      'else somebody behind us still reads it',
      [
        ['hard', 'one@example.org'],
        ['delivered', 'two@example.org'],
      ],
      'delivered: arrives',
    ],
    [
      'or is only full',
      [
        ['hard', 'one@example.org'],
        ['soft', 'two@example.org'],
      ],
      'soft: count',
    ],
    ['none says nothing', [], 'unknown: nothing'],
  ])('%s', (_what, notices, expected) => {
    expect(followsFrom({ classified: about(...notices) })).toBe(expected);
  });
});

describe('what a person wrote', () => {
  const human = { kind: 'human', notices: [] } as const;
  const absent = { kind: 'auto-reply', notices: [] } as const;
  test.each(['return-path', 'answer'] as const)(
    'is an answer, come to the %s address or with any token',
    (cameTo) => {
      for (const token of ['return-path', 'unsubscribe', undefined] as const)
        expect(followsFrom({ cameTo, classified: human, token })).toBe('answer: nothing');
    },
  );

  test('B5 · is heard at the addresses that people write to, even if a program passed it on', () => {
    const generated = { kind: 'auto-generated', notices: [] } as const;
    expect(followsFrom({ cameTo: 'answer', classified: generated })).toBe('answer: nothing');
    expect(followsFrom({ cameTo: 'return-path', classified: generated })).toBe(
      'autoreply: nothing',
    );
    const isFromOfficers = true;
    expect(followsFrom({ cameTo: 'answer', classified: generated, isFromOfficers })).toBe(
      'autoreply: nothing',
    );
  });

  test('E18 · ends all alerts at an unsubscribe address, unless a program wrote it or it is about an undelivered mail', () => {
    const at = { cameTo: 'unsubscribe', token: 'unsubscribe' } as const;
    expect(followsFrom({ ...at, classified: human, isAutomatic: false })).toBe(
      'unsubscribe: unsubscribe',
    );
    expect(followsFrom({ ...at, classified: absent, isAutomatic: true })).toBe(
      'autoreply: nothing',
    );
    expect(followsFrom({ ...at, classified: about(['hard']) })).toBe('unknown: nothing');
  });

  test.each<[string, Partial<Judged>, string]>([
    ['with more words', { saysMore: true }, 'answer: unsubscribe'],
    ['with a token that proves nothing', { token: undefined }, 'answer: nothing'],
    ['with more words, by a gateway', { saysMore: true, isAutomatic: true }, 'answer: nothing'],
    [
      'with more words, by a program that says so',
      {
        saysMore: true,
        isAutomatic: true,
        classified: { kind: 'auto-generated', notices: [] },
      },
      'answer: nothing',
    ],
    ['with no more words, by a program', { isAutomatic: true }, 'autoreply: nothing'],
    [
      'with more words, by an absent person’s program',
      { saysMore: true, isAutomatic: true, classified: absent },
      'autoreply: nothing',
    ],
  ])('E18 · is heard at an unsubscribe address %s', (_what, change, expected) => {
    const at = { cameTo: 'unsubscribe', token: 'unsubscribe', isAutomatic: false } as const;
    expect(followsFrom({ ...at, classified: human, ...change })).toBe(expected);
  });
});

const days = (...numbers: readonly number[]) =>
  numbers.map((day) => new Date(Date.UTC(2025, 6, 1 + day)));

test.each<[string, readonly Date[], boolean]>([
  ['five over 14 days', days(0, 3, 7, 10, 14), true],
  ['five over 13 days', days(0, 3, 7, 10, 13), false],
  ['four over a year', days(0, 100, 200, 364), false],
  ['a hundred in a day', Array.from({ length: 100 }, () => days(1)).flat(), false],
  ['none', [], false],
])('B4 · %s', (_what, notices, givenUp) => {
  expect(isGivenUp(notices)).toBe(givenUp);
});
