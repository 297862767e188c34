import { pino } from 'pino';
import { describe, expect, test } from 'vitest';

import type { Content } from '#src/advisory/advisory.ts';
import { AppError } from '#src/errors.ts';
import { createIngest } from '#src/sources/ingest.ts';
import { recordOf } from '#src/sources/poll-record.ts';
import { SourceRefusal } from '#src/sources/refusal.ts';
import type { Poll, SourceItem } from '#src/sources/source.ts';
import { aContent } from '#tests/support/builders-content.ts';
import { inMea } from '#tests/support/in-mea.ts';
import { ledgerContract } from '#tests/support/ledger-contract.ts';
import { createMemoryLedger } from '#tests/support/memory-ledger.ts';

ledgerContract('memory', async () => ({
  ledger: createMemoryLedger(() => new Date()),
  async [Symbol.asyncDispose]() {},
}));

describe('a poll', () => {
  test('puts what it found on the ledger and wakes intake for each advisory event', async () => {
    const it = anIngest({ polls: [changed(['a', 'b'])] });
    expect(await it.poll()).toEqual({ kind: 'changed', items: 2, vanished: 0 });
    expect(it.woken).toEqual([1, 2]);
  });

  test('that finds nothing new writes nothing but health, and wakes nobody', async () => {
    const it = anIngest({
      polls: [changed(['a']), { kind: 'unchanged', cursor: { etag: '"2"' } }],
    });
    await it.poll();
    it.later(901);
    expect(await it.poll()).toEqual({ kind: 'unchanged' });
    expect(it.ledger.events).toHaveLength(1);
    expect(it.woken).toEqual([1]);
    expect(it.ledger.source('uk-fcdo')).toMatchObject({ cursor: { etag: '"2"' }, failures: 0 });
  });

  test('before its time is none', async () => {
    const it = anIngest({ polls: [changed(['a'])] });
    await it.poll();
    expect(await it.poll()).toEqual({ kind: 'not-due' });
    expect(await it.ingest.due()).toEqual([]);
    it.later(901);
    expect(await it.ingest.due()).toEqual(['uk-fcdo']);
  });

  test('in which something is no longer listed says that it vanished, once', async () => {
    const it = anIngest({ polls: [changed(['a', 'b']), changed([], ['a']), changed([], ['a'])] });
    await it.poll();
    it.later(901);
    expect(await it.poll()).toEqual({ kind: 'changed', items: 0, vanished: 1 });
    expect(it.ledger.events.at(-1)).toMatchObject({ key: 'b', content: undefined });
    it.later(901);
    expect(await it.poll()).toMatchObject({ vanished: 0 });
  });

  test.each([
    new AppError('SOURCE_UNREACHABLE', 'no answer'),
    new AppError('SOURCE_UNREADABLE', 'half a list'),
  ])(
    'that fails with $code changes nothing and is tried again, less and less often',
    async (error) => {
      const it = anIngest({ polls: [changed(['a']), error, error, error, error, changed(['a'])] });
      await it.poll();
      const { cursor } = it.ledger.source('uk-fcdo') ?? {};
      for (const seconds of [900, 1800, 3600, 3600]) {
        it.later(3601);
        expect(await it.poll()).toEqual({
          kind: 'failed',
          code: error.code,
          reason: error.message,
        });
        expect(it.secondsToNextPoll()).toBe(seconds);
      }
      expect(it.ledger.source('uk-fcdo')).toMatchObject({
        cursor,
        failures: 4,
        lastError: error.code,
        lastReason: error.message,
      });
      expect(it.ledger.events).toHaveLength(1);
      it.later(3601);
      await it.poll();
      expect(it.ledger.source('uk-fcdo')).toMatchObject({ failures: 0, lastError: undefined });
    },
  );

  test('that runs out of time is a failure of the source, one that is stopped is not', async () => {
    const it = anIngest({ polls: ['hang', 'hang'] });
    expect(await it.poll(AbortSignal.timeout(1))).toMatchObject({
      kind: 'failed',
      code: 'SOURCE_UNREACHABLE',
      reason: 'expected the poll to end in its time, ran out of it',
    });
    it.later(3601);
    await expect(it.poll(AbortSignal.abort(new Error('going down')))).rejects.toThrow('going down');
    expect(it.ledger.source('uk-fcdo')).toMatchObject({ failures: 1 });
  });

  test('C5: that stumbles is our own fault, and health says so all the same', async () => {
    const it = anIngest({ polls: [changed(['a']), new TypeError('x is not a function')] });
    await it.poll();
    it.later(901);
    await expect(it.poll()).rejects.toThrow('x is not a function');
    expect(it.ledger.source('uk-fcdo')).toMatchObject({
      failures: 1,
      lastError: 'poll-stumbled',
      lastReason: 'the poll stumbled (TypeError): the log of the job says where',
    });
    expect(it.secondsToNextPoll()).toBe(900);
  });

  test('C5: of which the ledger cannot keep a text is a failure of the source, not a poll that nobody knows of', async () => {
    const it = anIngest({ polls: [changed(['a'])] });
    it.ledger.savePoll = async () => {
      throw Object.assign(new Error('unsupported Unicode escape sequence'), { code: '22P05' });
    };
    await expect(it.poll()).rejects.toMatchObject({ code: '22P05' });
    expect(it.ledger.source('uk-fcdo')).toMatchObject({ failures: 1, lastError: 'poll-stumbled' });
  });

  test('that was overtaken by another worker keeps nothing', async () => {
    const it = anIngest({ polls: [changed(['a'])], leaseSeconds: 0 });
    const [outcome] = await Promise.all([it.poll(), it.overtake()]);
    expect(outcome).toEqual({ kind: 'overtaken' });
    expect(it.ledger.events).toEqual([]);
  });

  test('with pages that could not be read is a success that says so', async () => {
    const it = anIngest({ polls: [{ ...changed(['a']), unread: ['b'] }] });
    await it.poll();
    expect(it.ledger.source('uk-fcdo')).toMatchObject({
      lastError: 'documents-unread',
      failures: 0,
    });
  });

  test.each([
    [0, 810],
    [0.5, 900],
    [1, 990],
  ])(
    'is followed by the next one at a time of its own (chance %d: %d s)',
    async (chance, seconds) => {
      const it = anIngest({ polls: [changed(['a'])], chance });
      await it.poll();
      expect(it.secondsToNextPoll()).toBe(seconds);
    },
  );

  test('whose publisher asks to be left alone is not repeated before, and not much later than usual where it asks for less', async () => {
    const figures = { latencyMs: 1, bytes: 1, waitSeconds: 4000 };
    const it = anIngest({ polls: [busy(7200), busy(60), { ...changed(['a']), figures }] });
    for (const seconds of [7200, 1800, 4000]) {
      await it.poll();
      expect(it.secondsToNextPoll()).toBe(seconds);
      it.later(7201);
    }
  });

  test('of a source that nobody follows is refused with the ones that are', async () => {
    const it = anIngest({ polls: [] });
    const asked = it.ingest.poll({ sourceId: 'in-mea' }, soon());
    await expect(asked).rejects.toMatchObject({
      code: 'NOT_FOUND',
      message: 'expected one of the sources uk-fcdo, got in-mea',
    });
  });
});

describe('how much of a poll is news', () => {
  const claim = {
    sourceId: 'uk-fcdo',
    fence: '1',
    cursor: {},
    known: ['a', 'b', 'c'],
    firstSight: false,
    failures: 0,
  };
  const before = new Map<string, Content>(['a', 'b', 'c'].map((key) => [key, aContent()]));

  test('counts what is new, raised or gone, and not what was only re-dated', () => {
    const raised = { ...anItem('b'), content: aContent({ travellers: 'do-not-travel' }) };
    const page = { ...anItem('d'), content: aContent({ kind: 'travel-advice' }) };
    const poll = { ...changed([], ['a', 'b', 'd']), items: [anItem('a'), raised, page] };
    expect(recordOf(poll, claim, before)).toMatchObject({ changed: 3, vanished: ['c'], listed: 3 });
  });

  test('does not count new alerts: a bad day brings many', () => {
    const poll = { ...changed([], ['a', 'b', 'c', 'd']), items: [anItem('d')] };
    expect(recordOf(poll, claim, before)).toMatchObject({ changed: 0 });
  });

  test('of a source that cannot say what it lists nothing vanishes', () => {
    const poll = { ...changed(['a']), listed: undefined };
    expect(recordOf(poll, claim, before)).toMatchObject({ changed: 0, vanished: [], listed: 3 });
  });
});

describe('a pushed document', () => {
  const text = {
    sourceId: 'in-mea',
    contentType: 'text/plain',
    body: Buffer.from('Indians in Mali should be careful.'),
  };

  test('becomes a report and an advisory event under its public address', async () => {
    const it = anIngest({ polls: [] });
    const url = 'https://ministry.example/press/1';
    expect(await it.ingest.accept({ ...text, url })).toEqual({ reportId: 1, advisoryEventId: 1 });
    expect(it.ledger.events).toMatchObject([{ key: url, content: { issuer: 'in-mea' } }]);
    expect(it.woken).toEqual([1]);
  });

  test('that comes again is the same report and no event', async () => {
    const it = anIngest({ polls: [] });
    await it.ingest.accept(text);
    expect(await it.ingest.accept(text)).toEqual({ reportId: 1, advisoryEventId: undefined });
    expect(it.woken).toEqual([1]);
  });

  test.each([
    ['of a source that is not pushed', { sourceId: 'uk-fcdo' }, 'NOT_FOUND'],
    ['of a source nobody knows', { sourceId: '../etc' }, 'NOT_FOUND'],
    ['with an address that is none', { url: 'javascript:alert(1)' }, 'INPUT_INVALID'],
    ['with a password in its address', { url: 'https://a:b@ministry.example/' }, 'INPUT_INVALID'],
    ['that is no text', { contentType: 'image/png' }, 'REPORT_UNREADABLE'],
  ])('%s is refused, and nothing of it is kept', async (_what, change, code) => {
    const it = anIngest({ polls: [] });
    await expect(it.ingest.accept({ ...text, ...change })).rejects.toMatchObject({ code });
    expect(it.ledger.events).toEqual([]);
  });
});

function busy(waitSeconds: number): SourceRefusal {
  return new SourceRefusal('SOURCE_UNREACHABLE', 'too busy', { waitSeconds });
}

type Planned = Poll | Error | 'hang';

/** An ingest over a source that gives these polls, one after the other, and a ledger in memory, in a world whose clock is ours. */
function anIngest({
  polls,
  leaseSeconds,
  chance = 0.5,
}: {
  polls: readonly Planned[];
  leaseSeconds?: number;
  chance?: number;
}) {
  let clock = new Date('2026-03-04T12:00:00Z').getTime();
  const now = () => new Date(clock);
  const ledger = { ...createMemoryLedger(now) };
  const woken: number[] = [];
  const waiting = [...polls];
  const source = {
    id: 'uk-fcdo',
    async poll(_cursor: unknown, signal: AbortSignal): Promise<Poll> {
      const next = waiting.shift();
      if (next === undefined || next === 'hang') return await untilAborted(signal);
      if (next instanceof Error) throw next;
      return next;
    },
  };
  const ingest = createIngest({
    registry: {
      polled: new Map([['uk-fcdo', { source, everySeconds: 900 }]]),
      pushed: new Map([['in-mea', { source: inMea, licence: 'facts' }]]),
    },
    ledger,
    async wake(ids) {
      woken.push(...ids);
    },
    now,
    log: pino({ level: 'silent' }),
    chance: () => chance,
    ...(leaseSeconds === undefined ? {} : { leaseSeconds }),
  });
  return {
    ingest,
    ledger,
    woken,
    poll: (signal = soon()) => ingest.poll({ sourceId: 'uk-fcdo' }, signal),
    overtake: () => ledger.claim({ sourceId: 'uk-fcdo', leaseSeconds: 60, evenIfNotDue: true }),
    later(seconds: number) {
      clock += seconds * 1000;
    },
    secondsToNextPoll: () => ((ledger.source('uk-fcdo')?.dueAt ?? 0) - clock) / 1000,
  };
}

async function untilAborted(signal: AbortSignal): Promise<never> {
  const { promise, reject } = Promise.withResolvers<never>();
  if (signal.aborted) reject(signal.reason);
  signal.addEventListener('abort', () => reject(signal.reason), { once: true });
  return await promise;
}

type Changed = Extract<Poll, { kind: 'changed' }>;

function changed(keys: readonly string[], listed: readonly string[] | undefined = keys): Changed {
  return { kind: 'changed', cursor: { etag: '"1"' }, items: keys.map(anItem), listed, unread: [] };
}

function anItem(key: string): SourceItem {
  const report = {
    sourceId: 'uk-fcdo',
    key,
    contentType: 'application/json',
    body: Buffer.from(key),
    licence: 'OGL-UK-3.0',
    fetchedAt: new Date('2026-03-04T12:00:00Z'),
  };
  return { report, key, content: aContent(), changedAt: undefined };
}

function soon(): AbortSignal {
  return AbortSignal.timeout(60_000);
}
