import { pino } from 'pino';
import { describe, expect, test } from 'vitest';

import { createTroubleLog } from '#src/queue/trouble.ts';

function aTroubleLog() {
  const lines: string[] = [];
  const clock = { now: 0 };
  const log = pino({ base: null, timestamp: false }, { write: (line: string) => lines.push(line) });
  const trouble = createTroubleLog({ log, event: 'queue.unreachable', now: () => clock.now });
  return { trouble, clock, lines };
}

describe('a queue in trouble', () => {
  test('is logged at once, by its code and not by its words', () => {
    const { trouble, lines } = aTroubleLog();
    trouble('deliver', Object.assign(new Error('asha@example.org'), { code: 'ECONNREFUSED' }));
    expect(lines.map((line) => JSON.parse(line))).toEqual([
      { level: 40, queue: 'deliver', code: 'ECONNREFUSED', heldBack: 0, msg: 'queue.unreachable' },
    ]);
  });

  test('is logged once in ten seconds however often it errs, with the number held back', () => {
    const { trouble, clock, lines } = aTroubleLog();
    for (clock.now = 0; clock.now <= 10_000; clock.now += 100)
      trouble('deliver', new Error('down'));
    expect(lines.map((line) => JSON.parse(line).heldBack)).toEqual([0, 99]);
  });
});
