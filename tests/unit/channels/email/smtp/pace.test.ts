import { describe, expect, test } from 'vitest';

import { createAimd } from '#src/channels/email/smtp/aimd.ts';
import { createDomainPace } from '#src/channels/email/smtp/domain-pace.ts';
import { parseReply } from '#src/channels/email/smtp/outcome.ts';
import { strainOf } from '#src/channels/email/smtp/strain.ts';
import { createTurns } from '#src/channels/email/smtp/turns.ts';

describe('E17 · how much is taken at present', () => {
  const limits = { least: 1, most: 16, growMs: 1_000, restMs: 2_000 };

  test.each([
    ['begins at the most', [], 16],
    ['is halved when somebody asks for less', ['0 strain'], 8],
    ['is halved once for what shows at once', ['0 strain', '1 strain', '1999 strain'], 8],
    ['is halved again when it shows again', ['0 strain', '2000 strain', '4000 strain'], 2],
    ['is one at least', Array.from({ length: 9 }, (_, n) => `${n * 2_000} strain`), 1],
    ['rests before it grows', ['0 strain', '2999 ease'], 8],
    ['grows by one', ['0 strain', '3000 ease'], 9],
    ['grows by one a second', ['0 strain', '3000 ease', '3500 ease', '4000 ease'], 10],
    ['never grows beyond the most', ['0 ease', '1000 ease'], 16],
  ])('%s', (_, events, value) => {
    const aimd = createAimd(limits);
    for (const event of events) {
      const [at, what] = event.split(' ');
      if (what === 'strain') aimd.strain(Number(at));
      else aimd.ease(Number(at));
    }
    expect(aimd.value()).toBe(value);
  });
});

describe('E17 · who asked for less', () => {
  test.each([
    ['mail', '421 4.7.0 too many connections', 'relay'],
    ['rcpt', '421 4.7.0 too much', 'relay'],
    ['data', '421 closing', 'relay'],
    ['greeting', '450 busy', 'relay'],
    ['mail', '452 4.3.1 no space', 'relay'],
    ['mail', '451 4.7.1 slow down', 'relay'],
    ['mail', '550 5.7.1 sender rejected', 'relay'],
    ['mail', '530 5.7.0 log in first', 'relay'],
    ['mail', '552 5.3.4 too big', undefined],
    ['rcpt', '451 4.3.0 not now', 'relay'],
    ['rcpt', '450 4.7.1 rate limited', 'domain'],
    ['data', '451 4.7.28 unusual rate of mail', 'domain'],
    ['data', '451 local error', 'relay'],
    ['rcpt', '450 4.2.1 mailbox busy', undefined],
    ['rcpt', '452 4.2.2 mailbox full', undefined],
    ['rcpt', '450 greylisted', undefined],
    ['rcpt', '550 5.7.1 no', undefined],
    ['data', '250 2.0.0 taken', undefined],
  ] as const)('%s answered by "%s": %s', (step, text, strain) => {
    expect(strainOf(step, parseReply(text) ?? { code: 0 })).toBe(strain);
  });
});

describe('E17 · turns', () => {
  const ordinary = 'ordinary' as const;

  test('whoever asks at the rate goes at once; who asks sooner waits for the next turn', () => {
    const turns = createTurns(0);
    const asked = [0, 100, 150, 300].map((now) =>
      turns.take({ now, perSecond: 10, urgency: ordinary }),
    );
    expect(asked).toEqual([0, 0, 100, 0]);
  });

  test('what was not used may be made up for, and no more than that', () => {
    const turns = createTurns(1_000);
    turns.take({ now: 0, perSecond: 10, urgency: ordinary });
    const asked = { now: 60_000, perSecond: 10, urgency: ordinary };
    const later = Array.from({ length: 30 }, () => turns.take(asked));
    expect(later.filter((wait) => wait === 0)).toHaveLength(11);
  });

  /** Everybody comes within two seconds, as claims bring them, and comes back when told. */
  function crowd(size: number, perSecond: number) {
    const turns = createTurns(1_000);
    const due = Array.from({ length: size }, (_, n) => n * (2_000 / size));
    const wentAt: number[] = [];
    let asked = 0;
    while (due.length > 0) {
      due.sort((a, b) => b - a);
      const now = due.pop() ?? 0;
      asked += 1;
      const wait = turns.take({ now, perSecond, urgency: ordinary });
      if (wait === 0) wentAt.push(now);
      else due.push(now + wait);
    }
    return { wentAt, asked };
  }

  test('a crowd that comes at once comes back one by one, goes at the rate, and none is put off for ever', () => {
    const [perSecond, size] = [20, 1_000];
    const { wentAt, asked } = crowd(size, perSecond);
    for (const [n, at] of wentAt.entries())
      expect(wentAt[n + 3 * perSecond] ?? Infinity).toBeGreaterThanOrEqual(at + 1_000);
    expect(wentAt.at(-1)).toBeLessThan((size / perSecond + 4) * 1_000);
    expect(asked).toBeLessThan(2.2 * size);
  });

  test('a queue of hours asks again every quarter of an hour, for the rate may have risen', () => {
    const { wentAt, asked } = crowd(4_000, 1);
    expect(wentAt.at(-1)).toBeLessThan(1.2 * 4_000_000);
    expect(asked).toBeLessThan(6 * 4_000);
    const turns = createTurns(0);
    const waits = Array.from({ length: 4_000 }, () =>
      turns.take({ now: 0, perSecond: 1, urgency: ordinary }),
    );
    expect(Math.max(...waits)).toBeLessThanOrEqual(900_000);
  });

  test('an emergency comes before a long queue, and nothing ordinary takes its turn', () => {
    const turns = createTurns(0);
    for (let n = 0; n < 500; n += 1) turns.take({ now: 0, perSecond: 2, urgency: 'ordinary' });
    const waits = [1, 2, 3].map(() => turns.take({ now: 0, perSecond: 2, urgency: 'emergency' }));
    expect(waits).toEqual([500, 1_000, 1_500]);
    expect(turns.take({ now: 900, perSecond: 2, urgency: 'ordinary' })).toBeGreaterThan(0);
    expect(turns.take({ now: 900, perSecond: 2, urgency: 'emergency' })).toBe(0);
  });
});

function aPace(rates: Readonly<Record<string, number>> = {}) {
  const clock = { now: 0 };
  const pace = createDomainPace(
    (domain) => rates[domain],
    () => clock.now,
  );
  const complains = (times: number) => {
    for (let n = 0; n < times; n += 1) pace.strain('asha@example.org');
  };
  const goes = (count: number, address: string) =>
    Array.from({ length: count }, () => pace.take(address, 'ordinary')).filter((wait) => wait === 0)
      .length;
  return { clock, pace, goes, complains };
}

describe('E17 · a destination domain', () => {
  test('with a rate of its own is not sent more, and holds up no other', () => {
    const { clock, goes } = aPace({ 'slow.example': 5 });
    clock.now = 10_000;
    expect(goes(100, 'asha@SLOW.example')).toBe(6);
    expect(goes(100, 'asha@fast.example')).toBe(100);
    clock.now += 1_000;
    expect(goes(100, 'asha@slow.example')).toBe(5);
  });

  test('that asks for less gets half of what it got, and slowly more again', () => {
    const { clock, pace, goes, complains } = aPace();
    goes(40, 'asha@example.org');
    complains(5);
    clock.now = 30_000;
    goes(100, 'asha@example.org'); // whatever could be made up for
    clock.now = 31_000;
    expect(goes(100, 'asha@example.org')).toBe(20);
    for (let second = 0; second < 4; second += 1) {
      clock.now += 1_000;
      pace.ease('asha@example.org');
    }
    goes(200, 'asha@example.org');
    clock.now += 1_000;
    expect(goes(200, 'asha@example.org')).toBe(60);
  });

  test('is not slowed by a few that are greylisted among many', () => {
    const { pace, goes, complains } = aPace();
    for (let n = 0; n < 200; n += 1) {
      complains(1);
      for (let other = 0; other < 9; other += 1) pace.ease('asha@example.org');
    }
    expect(goes(5_000, 'asha@example.org')).toBe(5_000);
  });

  test('is free again when it has taken all that came for long', () => {
    const { clock, pace, goes, complains } = aPace();
    complains(5);
    for (let second = 0; second < 600; second += 1) {
      clock.now += 1_000;
      pace.ease('asha@example.org');
    }
    expect(goes(5_000, 'asha@example.org')).toBe(5_000);
  });
});
