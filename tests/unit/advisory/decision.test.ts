import { describe, expect, test } from 'vitest';

import type { Content } from '#src/advisory/advisory.ts';
import { hear, longText as long, verdicts } from '#tests/support/source-stories.ts';
import type { Said } from '#tests/support/source-stories.ts';

const asBefore = 'ignore timestamp';

describe('C5 · official feeds glitch, and nobody is sent a glitch', () => {
  test.each<[string, readonly Said[], readonly string[]]>([
    [
      'a placeholder at level 1 between two level 4s is held, and its end is shown to who has it',
      [{}, { level: 1, text: 'Summary not available' }, {}],
      ['ignore first-sight', 'review placeholder-text', 'review flapping'],
    ],
    [
      'a placeholder at the same level',
      [{}, { text: 'Summary is currently not available.' }],
      ['ignore first-sight', 'review placeholder-text'],
    ],
    [
      'a level that fell while most of the text went',
      [{ level: 3 }, { level: 2, text: 'Be careful.' }],
      ['ignore first-sight', 'review placeholder-text'],
    ],
    ['a fall of three levels', [{}, { level: 1 }], ['ignore first-sight', 'review steep-drop']],
    [
      'a level that is not given any more',
      [{}, { level: null }],
      ['ignore first-sight', 'review level-lost'],
    ],
    [
      'a date that goes back by months, and nothing else',
      [{}, { dated: '2025-11-01' }],
      ['ignore first-sight', 'review date-backwards'],
    ],
    [
      'a date that goes back by a day with an old text',
      [{ on: 3 }, { on: 4, dated: '2026-06-03', text: `${long} Roads are open.` }],
      ['ignore first-sight', 'review date-backwards'],
    ],
    [
      'an older copy with a quiet note after news, and the news again: people have been told already',
      [
        { note: 'Minor edits.' },
        { note: 'Visas are printed on paper.', text: `${long} Bring a printed visa.` },
        { note: 'Minor edits.', dated: '2025-11-01' },
        { note: 'Visas are printed on paper.', text: `${long} Bring a printed visa.` },
      ],
      ['ignore first-sight', 'publish substance', 'review date-backwards', 'review flapping'],
    ],
    [
      'what is no longer listed, and is again',
      [{}, { gone: true }, {}],
      ['ignore first-sight', 'review vanished', 'ignore reappeared'],
    ],
    [
      'C6: an exercise between two real words is no part of what was said',
      [{}, { level: 1, status: 'exercise' }, { level: 1 }],
      ['ignore first-sight', 'ignore not-actual', 'review steep-drop'],
    ],
    [
      'C6: a real word that is as it was before an exercise is no news',
      [{}, { level: 1, status: 'test' }, {}],
      ['ignore first-sight', 'ignore not-actual', asBefore],
    ],
    [
      'a word whose note says that nothing is new while its text takes a warning back',
      [{}, { note: 'Reviewed without changes.', text: long.replaceAll(/Do not[^.]*\. /g, '') }],
      ['ignore first-sight', 'review note-disagrees'],
    ],
  ])('%s', (_story, days, expected) => {
    expect(verdicts(hear(days))).toEqual(expected);
  });
});

describe.each(['This advice has been reviewed and updated.', 'Minor edits.', 'Editorial changes.'])(
  'C5 · an officer sees what comes behind a note that says %j',
  (note) => {
    test.each([
      'Fighting has broken out in the capital.',
      'Clashes between troops and militias continue.',
      'Landmines have been found on the roads to the north.',
      'Several foreigners have been robbed, raped and stabbed in the old town.',
      'Foreigners have been arrested at random.',
      'Tap water is contaminated and several people have died.',
      'Nuclear plant accident: radiation has been measured in the north.',
      'Petrol has run out. Hospitals do not admit patients.',
      'There is a lockdown.',
      'Bring a printed visa.',
    ])('%s', (added) => {
      const [, later] = verdicts(hear([{}, { note, text: `${long} ${added}` }]));
      expect(later).toBe('review note-disagrees');
    });

    test.each([
      ['Crime is common in the old town.', 'Robbery is common in the old town.'],
      ['Guides are needed in the north.', 'Landmines are laid in the north.'],
    ])('a danger within a sentence that was there: %s → %s', (was, is) => {
      const [, later] = verdicts(
        hear([{ text: `${long} ${was}` }, { note, text: `${long} ${is}` }]),
      );
      expect(later).toBe('review note-disagrees');
    });
  },
);

describe('C4 · what is noise reaches nobody', () => {
  test.each<[string, readonly Said[], readonly string[]]>([
    ['the same again with a new date', [{}, {}, {}], ['ignore first-sight', asBefore, asBefore]],
    [
      'other markup, blanks and entities',
      [{}, { text: `<p>${long.replaceAll('. ', '.</p>\n<p>')}</p>&nbsp;` }],
      ['ignore first-sight', asBefore],
    ],
    [
      'sentences in another order',
      [
        { text: 'Take a torch. Drink boiled water.\n\nCarry your papers.' },
        { text: 'Carry your papers.\n\nTake a torch. Drink boiled water.' },
      ],
      ['ignore first-sight', 'ignore editorial'],
    ],
    [
      'a review that is said in the text',
      [{}, { text: `Reissued after periodic review. ${long}` }],
      ['ignore first-sight', 'ignore reviewed'],
    ],
    [
      'a review with edits that change no warning',
      [
        { text: `${long} Travellers need a visa and should bring it printed.` },
        {
          note: 'Reissued with minor edits.',
          text: `${long} All travellers need a visa and should bring it printed on paper.`,
        },
      ],
      ['ignore first-sight', 'ignore reviewed'],
    ],
    [
      'a hold that the source only dates anew',
      [{}, { level: 1 }, { level: 1 }, { level: 1 }],
      ['ignore first-sight', 'review steep-drop', asBefore, asBefore],
    ],
  ])('%s', (_story, days, expected) => {
    expect(verdicts(hear(days))).toEqual(expected);
  });
});

describe('C4 · what is news goes out, or to an officer, at once', () => {
  test.each<[string, readonly Said[], readonly string[]]>([
    ['a rise', [{ level: 2 }, { level: 4 }], ['ignore first-sight', 'publish level']],
    ['a fall by one', [{ level: 3 }, { level: 2 }], ['ignore first-sight', 'publish level']],
    [
      'a rise with a note that says it is editorial',
      [{ level: 2 }, { level: 3, note: 'Editorial change' }],
      ['ignore first-sight', 'publish level'],
    ],
    [
      'more text, which is itself the note on what is new',
      [{}, { text: `${long} The airport is closed.` }],
      ['ignore first-sight', 'publish substance'],
    ],
    [
      'an item that moves from one list to the other',
      [
        { text: 'Do not travel to:\n- Agadez\n- Diffa\n\nReconsider travel to:\n- Zinder' },
        { text: 'Do not travel to:\n- Agadez\n\nReconsider travel to:\n- Diffa\n- Zinder' },
      ],
      ['ignore first-sight', 'publish substance'],
    ],
    [
      'a level that settles between what was told and what is held: people are told the step from what they know',
      [{}, { level: 1 }, { level: 3 }],
      ['ignore first-sight', 'review steep-drop', 'publish level'],
    ],
    [
      'a rise after a fall that an officer has had for a week',
      [{}, ...Array.from({ length: 9 }, () => ({ level: 1 }) as const), { level: 4 }],
      [
        'ignore first-sight',
        'review steep-drop',
        ...Array.from({ length: 8 }, () => asBefore),
        'publish level',
      ],
    ],
    [
      'a level up, down and up within days: sent once, then seen by an officer',
      [{ level: 2 }, { level: 3 }, { level: 2 }, { level: 3 }],
      ['ignore first-sight', 'publish level', 'review flapping', 'review flapping'],
    ],
  ])('%s', (_story, days, expected) => {
    expect(verdicts(hear(days))).toEqual(expected);
  });
});

test('a decision says in one sentence what is held and why, and against what people know', () => {
  const [, fallen, between] = hear([{}, { level: 1 }, { level: 3 }]);
  expect(fallen?.wording).toBe(
    'Niger: level fell from 4 to 1; held: a fall of 2 levels or more at once is a mistake more often than good news.',
  );
  expect(between).toMatchObject({
    change: { from: 1, to: 3 },
    told: { from: 4, to: 3 },
    wording: 'Niger: level fell from 4 to 3; published by the source’s own right.',
  });
});

test.each<[string, readonly Said[], string]>([
  ['the two levels', [{ level: 2 }, { level: 4 }], 'Level 2 → Level 4'],
  ['the sentence that came', [{}, { text: `${long} The mint is shut.` }], 'The mint is shut.'],
  [
    'the item that came, with what the list is of',
    [{ text: 'Avoid:\n- Diffa' }, { text: 'Avoid:\n- Diffa\n- Zinder' }],
    'avoid: Zinder',
  ],
  [
    'the two levels before a note that says nothing of them',
    [{ level: 2 }, { level: 3, note: 'Editorial change' }],
    'Level 2 → Level 3 (Editorial change)',
  ],
])('an update tells in the source’s own words: %s', (_what, days, note) => {
  const [, { content } = {}] = hear(days);
  expect(content?.words['en']?.changeNote).toBe(note);
});

function apart(level: 1 | 2 | 3 | 4): Content['appliesTo'] {
  return [{ country: 'NE', region: 'NE-1', level, levelWording: `Level ${level}` }];
}

describe('C5 · a country rises while one of its regions falls', () => {
  test('people are told of the rise, and both are named', () => {
    const [, { told, wording, content, verdict } = {}] = hear([
      { level: 2, regions: apart(4) },
      { level: 3, regions: apart(3) },
    ]);
    expect(told).toMatchObject({ kind: 'level', from: 2, to: 3 });
    expect(verdict).toEqual({ kind: 'publish', reason: 'level' });
    expect(wording).toBe(
      'Niger: level rose from 2 to 3, level of Agadez fell from 4 to 3; published by the source’s own right.',
    );
    expect(content?.words['en']?.changeNote).toBe('Level 2 → Level 3; Agadez: Level 4 → Level 3');
  });

  test('a deep fall of the region still waits for an officer', () => {
    const [, fallen] = hear([
      { level: 2, regions: apart(4) },
      { level: 3, regions: apart(1) },
    ]);
    expect(fallen?.rules).toEqual(['steep-drop']);
  });
});

test('a new page in an established source waits, whatever its level: it is a list in disorder more often than a danger', () => {
  const [first] = hear([{}], { firstSight: false });
  expect(first?.verdict).toEqual({ kind: 'review', reason: 'new-entry' });
  expect(first?.wording).toContain('Look the page up at the source');
});

test('C4 · in a storm everything that is news is held under one name, and what is not is left alone', () => {
  const storm = { changedInPoll: 60 };
  expect(verdicts(hear([{ level: 2 }, { level: 4 }, { level: 4 }], storm))).toEqual([
    'ignore first-sight',
    'review storm',
    asBefore,
  ]);
});

test('every rule that holds a change is kept, not only the one that is shown', () => {
  const [, glitch] = hear([{}, { level: 1, text: 'Summary not available', dated: '2025-01-01' }]);
  expect(glitch?.rules).toEqual(['placeholder-text', 'steep-drop', 'date-backwards']);
});
