import { expect, test } from 'vitest';

import { createProgressBar, progressText } from '#src/commands/citizens/progress-bar.ts';

const start = { rows: 0, done: 0, of: 1_000 };

test.each([
  {
    what: 'half, with rate and what is left',
    step: { rows: 5_000, done: 500, of: 1_000 },
    from: start,
    seconds: 10,
    says: `[${'#'.repeat(12)}${'.'.repeat(12)}] 50 %  5,000 rows, 500 a second, 0:10 left`,
  },
  {
    what: 'one that goes on counts its rate from where it was',
    step: { rows: 6_000, done: 600, of: 1_000 },
    from: { rows: 5_000, done: 500, of: 1_000 },
    seconds: 10,
    says: expect.stringContaining('6,000 rows, 100 a second, 0:40 left'),
  },
  {
    what: 'the beginning, of which nothing is known',
    step: start,
    from: start,
    seconds: 0,
    says: `[${'.'.repeat(24)}] 0 %  0 rows, 0 a second`,
  },
])('progress is told: $what', ({ step, from, seconds, says }) => {
  expect(progressText(step, { from, seconds })).toEqual(says);
});

test('only a terminal is drawn on', () => {
  const written: string[] = [];
  const write = (text: string | Uint8Array) => written.push(String(text)) > 0;
  const pipe = createProgressBar({ isTTY: false, write }, { quiet: false, what: 'Reading' });
  const json = createProgressBar({ isTTY: true, write }, { quiet: true, what: 'Reading' });
  for (const bar of [pipe, json]) {
    bar.show(start);
    bar.end();
  }
  expect(written).toEqual([]);
  const terminal = createProgressBar({ isTTY: true, write }, { quiet: false, what: 'Reading' });
  terminal.show(start);
  terminal.end();
  expect(written.join('')).toMatch(/^\r.*Reading {2}\[\.+\] 0 %.*\n$/s);
});
