import { expect, test } from 'vitest';

import { describeDecision } from '#src/commands/advisory/describe-decision.ts';
import type { ShownDecision } from '#src/commands/advisory/held-shapes.ts';

function aDecision(changes: Partial<ShownDecision> = {}): ShownDecision {
  return {
    id: 7,
    sourceId: 'xx-mfa',
    key: 'page-ML',
    heardAt: new Date('2026-03-04T10:00:00Z'),
    decidedAt: new Date('2026-03-04T10:00:05Z'),
    change: { kind: 'level', from: 4, to: 1 },
    told: { kind: 'level', from: 3, to: 1 },
    outcome: 'review',
    rule: 'steep-drop',
    rules: ['steep-drop', 'flapping'],
    wording: 'Mali: level fell from 3 to 1; held.',
    countries: ['ML'],
    headline: 'Mali: level 1',
    looked: { changedInPoll: 1, figures: { stormShare: 0.2 } },
    difference: [],
    ...changes,
  };
}

const field = {
  field: 'headline',
  stretches: [
    { kind: 'gone', text: 'Do not' },
    { kind: 'come', text: 'You may' },
    { kind: 'common', text: 'travel' },
  ],
} as const satisfies ShownDecision['difference'][number];

test('the sentence stands first, then the rules that hold it, then what was looked at', () => {
  const lines = describeDecision(aDecision(), false).split('\n');
  expect(lines[0]).toBe('Mali: level fell from 3 to 1; held.');
  expect(lines).toContain('Rule        steep-drop, flapping');
  expect(lines).toContain('Change      level 4 → 1; from what stands: level 3 → 1');
  expect(lines).toContain('Looked at   changedInPoll 1');
  expect(lines.at(-1)).toBe('No words and no levels differ from what stands.');
});

test('what went and what came is marked, and in colour on a terminal', () => {
  const decision = aDecision({ difference: [field] });
  expect(describeDecision(decision, false)).toContain('headline:\n[-Do not-] {+You may+} travel');
  expect(describeDecision(decision, true)).toContain(
    '\u001b[31;9mDo not\u001b[0m \u001b[32;4mYou may\u001b[0m travel',
  );
});

test('of a long passage that stayed, the words beside the change are shown', () => {
  const long = Array.from({ length: 60 }, (_, n) => `w${n}`).join(' ');
  const stretches = [
    { kind: 'common', text: long },
    { kind: 'come', text: 'new' },
    { kind: 'common', text: long },
  ] as const;
  const text = describeDecision(
    aDecision({ difference: [{ field: 'whatHappened', stretches: [...stretches] }] }),
    false,
  );
  expect(text).toContain('… w48 w49');
  expect(text).toContain('w59 {+new+} w0');
  expect(text).toContain('w10 w11 …');
});
