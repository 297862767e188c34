import { describe, expect, test } from 'vitest';

import { lookBack } from '#src/subscription/lookback.ts';
import { createLookbacks } from '#src/subscription/lookbacks.ts';
import type { Numbered } from '#src/subscription/lookbacks.ts';
import { aContent, aFollowUp, aRevision } from '#tests/support/builders-content.ts';
import { aWish } from '#tests/support/builders-wish.ts';

const on = (day: string, overrides: Parameters<typeof aRevision>[0] = {}) =>
  aRevision({ advisoryId: day, publishedAt: new Date(`${day}T09:00:00Z`), ...overrides });
const time = { digestAt: '07:00', digestWeekday: 1 };
const senegal = aContent({ appliesTo: [{ country: 'SN', level: null, levelWording: '' }] });

const numbered = (publicationId: number, publishedAt: string): Numbered => ({
  ...on('2025-07-01', { advisoryId: `${publicationId}`, publishedAt: new Date(publishedAt) }),
  publicationId,
});

const read = (
  published: Parameters<typeof lookBack>[0],
  every: 'day' | 'week',
  timeZone = 'Asia/Kolkata',
) => lookBack(published, aWish({ rhythm: { every, timeZone } }), time);

const atTime = (moment: string, overrides: Parameters<typeof aRevision>[0] = {}) =>
  aRevision({ advisoryId: moment, publishedAt: new Date(moment), ...overrides });

describe('looking back', () => {
  test('counts what concerned the wish, and what became of it', () => {
    const published = [
      on('2025-07-01'),
      on('2025-07-02', { advisoryId: '2025-07-01', change: 'editorial' }),
      on('2025-07-03', { advisoryId: '2025-07-01', content: aFollowUp('all-clear') }),
      on('2025-08-01', { content: senegal }),
      on('2025-08-02', { change: 'editorial' }),
      on('2025-08-03', { advisoryId: '2025-08-02', content: aFollowUp('all-clear') }),
    ];
    expect(lookBack(published, aWish(), time)).toEqual({ mails: 3, digests: 0, trip: undefined });
  });

  test('a follow-up that no longer names the country still counts for whoever was told', () => {
    const published = [
      on('2025-07-01'),
      on('2025-07-02', { advisoryId: '2025-07-01', content: senegal }),
    ];
    expect(lookBack(published, aWish(), time).mails).toBe(2);
  });

  test('of digests it counts the mornings with something new, by the reader’s clock, and emergencies beside them', () => {
    const published = [
      atTime('2025-07-01T01:29:00Z'), // before seven in Kolkata
      atTime('2025-07-01T01:31:00Z'), // after it
      atTime('2025-07-01T19:00:00Z'),
      atTime('2025-07-03T01:00:00Z', { lane: 'emergency' }),
    ];
    expect(read(published, 'day')).toMatchObject({ mails: 1, digests: 2 });
    expect(read(published, 'day', 'America/New_York')).toMatchObject({ mails: 1, digests: 2 });
    expect(read(published, 'week')).toMatchObject({ mails: 1, digests: 1 });
  });

  test('what ended before the morning is in no digest; what ends after it is told at once', () => {
    const ending = (moment: string) =>
      atTime(moment, { advisoryId: 'one', content: aFollowUp('all-clear') });
    const first = atTime('2025-07-01T09:00:00Z', { advisoryId: 'one' });
    const before = [first, ending('2025-07-01T10:00:00Z')];
    expect(read(before, 'day')).toMatchObject({ mails: 0, digests: 0 });
    const after = [first, ending('2025-07-02T10:00:00Z')];
    expect(read(after, 'day')).toMatchObject({ mails: 1, digests: 1 });
  });

  test('who read of it in a digest hears in the next what can wait, and a correction at once', () => {
    const first = atTime('2025-07-01T09:00:00Z', { advisoryId: 'one', lane: 'routine' });
    const later = (relation: 'update' | 'correction') =>
      atTime('2025-07-02T10:00:00Z', {
        advisoryId: 'one',
        change: 'editorial',
        lane: 'routine',
        content: aFollowUp(relation),
      });
    expect(read([first, later('update')], 'day')).toMatchObject({ mails: 0, digests: 2 });
    expect(read([first, later('correction')], 'day')).toMatchObject({ mails: 1, digests: 1 });
  });

  test('of a trip it counts what its places had all year, and the most in a time as long', () => {
    const published = ['2025-01-01', '2025-03-01', '2025-03-04', '2025-03-05', '2025-06-01'].map(
      (day) => on(day),
    );
    const stay = { kind: 'trip', from: '2026-03-04', to: '2026-03-05', daysBefore: 1 } as const;
    expect(lookBack(published, aWish({ stay }), time)).toEqual({
      mails: 5,
      digests: 0,
      trip: { days: 4, most: 2 },
    });
  });
});

describe('what was published', () => {
  test('is read once, page by page, then only what has come since, and forgotten after a year', async () => {
    const ledger = [numbered(2, '2025-01-01T00:00:00Z'), numbered(3, '2025-07-01T00:00:00Z')];
    const asked: number[] = [];
    let at = new Date('2025-12-31T00:00:00Z');
    const { of: count } = createLookbacks({
      now: () => at,
      publishedAfter: async (after, since) => {
        asked.push(after);
        return ledger
          .filter((it) => it.publicationId > after && it.publishedAt >= since)
          .slice(0, 1);
      },
    });
    const both = await Promise.all([count(aWish()), count(aWish())]);
    expect(both.map(({ mails }) => mails)).toEqual([2, 2]);
    ledger.push(numbered(4, '2026-01-01T00:00:00Z'));
    at = new Date('2026-01-02T00:00:00Z');
    expect((await count(aWish())).mails).toBe(2);
    expect(asked).toEqual([0, 2, 3, 3, 4]);
  });

  test('that could not be read is asked for again', async () => {
    let broken = true;
    const { of: count } = createLookbacks({
      now: () => new Date('2025-12-31T00:00:00Z'),
      publishedAfter: async (after) => {
        if (broken) throw new Error('the database is away');
        return after === 0 ? [numbered(2, '2025-07-01T00:00:00Z')] : [];
      },
    });
    await expect(count(aWish())).rejects.toThrow('away');
    broken = false;
    expect((await count(aWish())).mails).toBe(1);
  });
});
