import { describe, expect, test } from 'vitest';

import type { Claim, PollRecord, SourceLedger } from '#src/sources/ledger.ts';
import type { SourceItem } from '#src/sources/source.ts';
import { aContent } from '#tests/support/builders-content.ts';

export interface LedgerUnderTest extends AsyncDisposable {
  readonly ledger: SourceLedger;
}

/** What every ledger must do, wherever it keeps its rows. */
export function ledgerContract(name: string, start: () => Promise<LedgerUnderTest>): void {
  describe(`${name} ledger`, () => {
    test('a source never heard of is due, and first claimed with nothing behind it', async () => {
      await using it = await start();
      expect(await it.ledger.due(['uk-fcdo', 'us-state'])).toEqual(['uk-fcdo', 'us-state']);
      expect(await claimed(it)).toMatchObject({
        cursor: {},
        known: [],
        firstSight: true,
        failures: 0,
      });
    });

    test('a claimed source is due for nobody else, unless an officer wants it now', async () => {
      await using it = await start();
      const first = await claimed(it);
      expect(await it.ledger.due(['uk-fcdo'])).toEqual([]);
      expect(await it.ledger.claim({ ...request, evenIfNotDue: false })).toBeUndefined();
      const second = await it.ledger.claim({ ...request, evenIfNotDue: true });
      expect(second?.fence).not.toBe(first.fence);
    });

    test('of two workers that claim at once one polls', async () => {
      await using it = await start();
      const claims = await Promise.all([1, 2, 3].map(() => it.ledger.claim(request)));
      expect(claims.filter((claim) => claim !== undefined)).toHaveLength(1);
    });

    test('a lease that ran out makes the source due again', async () => {
      await using it = await start();
      await it.ledger.claim({ ...request, leaseSeconds: 0 });
      expect(await it.ledger.due(['uk-fcdo'])).toEqual(['uk-fcdo']);
    });

    test('a saved poll leaves cursor, keys and contents behind, and one event for each item', async () => {
      await using it = await start();
      const ids = await it.ledger.savePoll(
        aRecord(await claimed(it), { items: [anItem('a'), anItem('b')] }),
      );
      expect(new Set(ids).size).toBe(2);
      expect(await claimed(it)).toMatchObject({ cursor: { etag: '"1"' }, firstSight: false });
      expect((await claimed(it)).known.toSorted()).toEqual(['a', 'b']);
      expect(await it.ledger.lastContents('uk-fcdo', ['a', 'zz'])).toEqual(
        new Map([['a', aContent()]]),
      );
      expect(await it.ledger.lastContents('us-state', ['a'])).toEqual(new Map());
    });

    test('an unchanged poll makes no event', async () => {
      await using it = await start();
      expect(await it.ledger.savePoll(aRecord(await claimed(it), {}))).toEqual([]);
    });

    test('what vanished is told once, its last content is still known, and it may come back', async () => {
      await using it = await start();
      await it.ledger.savePoll(aRecord(await claimed(it), { items: [anItem('a')] }));
      expect(
        await it.ledger.savePoll(aRecord(await claimed(it), { vanished: ['a'] })),
      ).toHaveLength(1);
      expect((await claimed(it)).known).toEqual([]);
      expect(await it.ledger.lastContents('uk-fcdo', ['a'])).toEqual(new Map([['a', aContent()]]));
      await it.ledger.savePoll(aRecord(await claimed(it), { items: [anItem('a', 'it is back')] }));
      expect((await claimed(it)).known).toEqual(['a']);
    });

    test('a worker that was overtaken saves nothing, neither a poll nor a failure', async () => {
      await using it = await start();
      const [slow, fast] = [await claimed(it), await claimed(it)];
      expect(await it.ledger.savePoll(aRecord(slow, { items: [anItem('late')] }))).toBeUndefined();
      await it.ledger.fail({ claim: slow, trouble: unreachable, nextInSeconds: 60 });
      expect(await it.ledger.savePoll(aRecord(fast, { items: [anItem('a')] }))).toHaveLength(1);
      expect(await it.ledger.savePoll(aRecord(fast, { items: [anItem('again')] }))).toBeUndefined();
      expect(await claimed(it)).toMatchObject({ known: ['a'], failures: 0 });
    });

    test('failures are counted until a success, and cost nothing that was known', async () => {
      await using it = await start();
      await it.ledger.savePoll(aRecord(await claimed(it), { items: [anItem('a')] }));
      for (const failures of [0, 1]) {
        const claim = await claimed(it);
        expect(claim).toMatchObject({ failures, known: ['a'], cursor: { etag: '"1"' } });
        await it.ledger.fail({ claim, trouble: unreadable, nextInSeconds: 60 });
      }
      expect(await it.ledger.due(['uk-fcdo'])).toEqual([]);
      await it.ledger.savePoll(aRecord(await claimed(it), {}));
      expect(await claimed(it)).toMatchObject({ failures: 0, firstSight: false });
    });

    test('a first poll that failed leaves the next one the first', async () => {
      await using it = await start();
      await it.ledger.fail({
        claim: await claimed(it),
        trouble: unreachable,
        nextInSeconds: 60,
      });
      expect(await claimed(it)).toMatchObject({ firstSight: true, failures: 1 });
    });

    test('a pushed document is kept once, however often and at once it comes', async () => {
      await using it = await start();
      const all = await Promise.all([1, 2, 3].map(() => it.ledger.accept(aPushedItem('text'))));
      expect(new Set(all.map(({ reportId }) => reportId)).size).toBe(1);
      expect(all.filter(({ advisoryEventId }) => advisoryEventId !== undefined)).toHaveLength(1);
    });

    test('a pushed document that changed at the same address is another report', async () => {
      await using it = await start();
      const first = await it.ledger.accept(aPushedItem('text'));
      const second = await it.ledger.accept(aPushedItem('text, corrected'));
      const third = await it.ledger.accept(aPushedItem('text'));
      expect(
        new Set([first, second, third].map(({ advisoryEventId }) => advisoryEventId)).size,
      ).toBe(3);
    });
  });
}

const unreachable = { code: 'SOURCE_UNREACHABLE', reason: 'expected an answer, got none' };
const unreadable = { code: 'SOURCE_UNREADABLE', reason: 'expected a list, got half of one' };

const request = { sourceId: 'uk-fcdo', leaseSeconds: 60, evenIfNotDue: false };

async function claimed({ ledger }: LedgerUnderTest): Promise<Claim> {
  const claim = await ledger.claim({ ...request, evenIfNotDue: true });
  if (claim === undefined) throw new Error('expected a claim');
  return claim;
}

function aRecord(claim: Claim, overrides: Partial<PollRecord>): PollRecord {
  return {
    claim,
    cursor: { etag: '"1"' },
    items: [],
    vanished: [],
    changed: 0,
    listed: 2,
    trouble: undefined,
    figures: undefined,
    nextInSeconds: 900,
    ...overrides,
  };
}

function anItem(key: string, text = key): SourceItem {
  const report = {
    sourceId: 'uk-fcdo',
    key,
    contentType: 'application/json',
    body: Buffer.from(text),
    licence: 'OGL-UK-3.0',
    fetchedAt: new Date('2026-03-04T09:30:00Z'),
  };
  return { report, key, content: aContent(), changedAt: new Date('2026-03-04T09:00:00Z') };
}

function aPushedItem(text: string): SourceItem {
  const item = anItem('https://ministry.example/press/1', text);
  return { ...item, report: { ...item.report, sourceId: 'in-mea', contentType: 'text/plain' } };
}
