import { describe, expect, test } from 'vitest';

import { judgeCalls } from '#tests/chaos/webhooks/judge-calls.ts';
import type { LedgerCall } from '#tests/chaos/webhooks/ledger.ts';
import type { Request } from '#tests/chaos/webhooks/record.ts';

function calls(...lanes: readonly LedgerCall['lane'][]): readonly LedgerCall[] {
  return lanes.map((lane, index) => ({
    endpoint: 0,
    sequence: index + 1,
    id: `evt_${index + 1}`,
    lane,
    advisoryId: `advisory-${index + 1}`,
    revision: 1,
    state: 'sent',
    setAside: false,
    attempts: [],
  }));
}

/** Written as `1`, `2 status`, `3 asked` (429 with Retry-After), …: the call, and what its receiver did. */
function record(...lines: readonly string[]): readonly Request[] {
  return lines.map((line, at) => {
    const [sequence = '', did = 'told'] = line.split(' ');
    const request = { at, endpoint: 0, id: `evt_${sequence}`, sequence: Number(sequence) };
    const refusals = {
      status: { status: 503, retryAfter: false },
      asked: { status: 429, retryAfter: true },
    };
    const refusal = did === 'status' || did === 'asked' ? refusals[did] : {};
    return { ...request, verified: true, did: didOf(did), ...refusal };
  });
}

function didOf(word: string): Request['did'] {
  const known = ['told', 'status', 'reset', 'half', 'late'] as const;
  return word === 'asked' ? 'status' : (known.find((did) => did === word) ?? 'told');
}

function judge(
  requests: readonly Request[],
  ledger: readonly LedgerCall[],
  events = ledger.length,
) {
  return judgeCalls({ requests, calls: ledger, events, endpoints: 1, away: [] });
}

const three = calls('urgent', 'urgent', 'urgent');
const answered = { status: 503, reset: null, asked: 429, late: null };

/** The first was set aside; the ledger has its attempts as given. */
function firstSetAside(...came: readonly (keyof typeof answered)[]): readonly LedgerCall[] {
  const attempts = came.map((did, at) => ({ number: at + 1, at, status: answered[did] }));
  return three.map((call) => (call.sequence === 1 ? { ...call, setAside: true, attempts } : call));
}
const thirdUrges = calls('urgent', 'urgent', 'emergency');

describe('what the receivers wrote down is good', () => {
  test.each([
    { world: 'each call came once, in order', came: ['1', '2', '3'], ledger: three },
    {
      world: 'one was refused and came again before the next',
      came: ['1 status', '1', '2', '3'],
      ledger: three,
    },
    {
      world: 'one was refused three times, and the next need not wait for it',
      came: ['1 status', '1 reset', '1 status', '2', '3', '1'],
      ledger: firstSetAside('status', 'reset', 'status'),
    },
    {
      world: 'one was tried three times, and answered the last time only',
      came: ['1 reset', '1 reset', '1 status', '2', '3', '1'],
      ledger: firstSetAside('reset', 'reset', 'status'),
    },
    {
      world: 'an emergency went ahead of one that was refused',
      came: ['1 status', '3', '1', '2'],
      ledger: thirdUrges,
    },
  ])('$world', ({ came, ledger }) => {
    expect(judge(record(...came), ledger)).toMatchObject({ lost: 0, repeated: 0, broken: [] });
  });

  test('a newer revision came in the place of an older one', () => {
    const revisions = calls('urgent', 'urgent').map((call, index) => ({
      ...call,
      advisoryId: 'the same',
      revision: index + 1,
      state: index === 0 ? 'superseded' : 'sent',
    }));
    expect(judge(record('2'), revisions)).toMatchObject({ lost: 0, superseded: 1, broken: [] });
  });
});

describe('what the receivers wrote down is not good', () => {
  test.each([
    { world: 'a call never came', came: ['1', '3'], ledger: three },
    { world: 'a call was only ever refused', came: ['1', '2', '3 status'], ledger: three },
    { world: 'a call came before the one before it', came: ['1', '3', '2'], ledger: three },
    {
      world: 'a call did not wait for one that was refused twice',
      came: ['1 status', '1 status', '2', '3', '1'],
      ledger: firstSetAside('status', 'status'),
    },
    {
      world: 'a call did not wait for one that was never answered',
      came: ['1 reset', '1 reset', '1 late', '2', '3', '1'],
      ledger: firstSetAside('reset', 'reset', 'late'),
    },
    {
      world: 'a call did not wait for one that was not answered the third time',
      came: ['1 status', '1 status', '1 reset', '2', '3', '1'],
      ledger: firstSetAside('status', 'status', 'reset'),
    },
    {
      world: 'a call did not wait for one whose receiver asked for time',
      came: ['1 status', '1 status', '1 asked', '2', '3', '1'],
      ledger: firstSetAside('status', 'status', 'asked'),
    },
    {
      world: 'an emergency went ahead though nothing had failed',
      came: ['1', '3', '2'],
      ledger: thirdUrges,
    },
    {
      world: 'a call came early, and was refused so that it was told in order',
      came: ['2 status', '1', '2', '3'],
      ledger: three,
    },
    {
      world: 'a call was superseded by nothing',
      came: ['1', '2'],
      ledger: three.map((call) => (call.sequence === 3 ? { ...call, state: 'superseded' } : call)),
    },
    {
      world: 'a sequence is missing',
      came: ['1', '3'],
      ledger: three.filter(({ sequence }) => sequence !== 2),
    },
  ])('$world', ({ came, ledger }) => {
    expect(judge(record(...came), ledger).broken).not.toEqual([]);
  });

  test('an event has no call at all', () => {
    expect(judge(record('1', '2', '3'), three, 4)).toMatchObject({ lost: 1 });
  });

  test('a call came again after it was answered with success', () => {
    expect(judge(record('1', '1', '2', '3'), three)).toMatchObject({ repeated: 1 });
  });

  test('a call came again under another id', () => {
    const again = record('1', '2', '3').map((request) => ({
      ...request,
      id: `${request.id}-again`,
    }));
    const found = judge([...record('1', '2', '3'), ...again], three);
    expect(found).toMatchObject({ otherIds: 3 });
  });

  test('a call was not signed in both schemes', () => {
    const [first, ...rest] = record('1', '2', '3');
    const found = judge([...(first ? [{ ...first, verified: false }] : []), ...rest], three);
    expect(found).toMatchObject({ unverified: 1 });
  });
});
