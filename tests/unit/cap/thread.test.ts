import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';

import type { CapAlert } from '#src/cap/alert.ts';
import { identityOf, threadsOf } from '#src/cap/thread.ts';
import { aCapAlert } from '#tests/support/cap-alert.ts';

const minute = (n: number) => `2026-03-01T12:${String(n).padStart(2, '0')}:00-00:00`;
const message = (n: number, msgType: CapAlert['msgType'], ...about: readonly number[]): CapAlert =>
  aCapAlert({
    identifier: `m${n}`,
    sent: minute(n),
    msgType,
    references: about.map((it) => ({
      sender: 'storms@met.example',
      identifier: `m${it}`,
      sent: minute(it),
    })),
  });
const stateOf = (...alerts: readonly CapAlert[]) =>
  threadsOf(alerts).map(({ state }) =>
    state.kind === 'cancelled'
      ? `cancelled by ${state.by.identifier}, was ${state.last?.identifier ?? 'unknown'}`
      : `in force: ${state.alerts.map(({ identifier }) => identifier).join(' ')}`,
  );

describe('C4 · what messages come to', () => {
  test.each<[string, readonly CapAlert[], readonly string[]]>([
    ['an alert', [message(1, 'Alert')], ['in force: m1']],
    ['an update supersedes', [message(1, 'Alert'), message(2, 'Update', 1)], ['in force: m2']],
    ['a cancel ends', [message(1, 'Alert'), message(2, 'Cancel', 1)], ['cancelled by m2, was m1']],
    ['a cancel of what never came', [message(2, 'Cancel', 1)], ['cancelled by m2, was unknown']],
    [
      'a cancel of the update only, which refers to nothing earlier',
      [message(1, 'Alert'), message(2, 'Update', 1), message(3, 'Cancel', 2)],
      ['cancelled by m3, was m2'],
    ],
    [
      'an update after the cancel',
      [message(1, 'Alert'), message(2, 'Cancel', 1), message(3, 'Update', 1)],
      ['in force: m3'],
    ],
    [
      'an alert that goes on as two',
      [message(1, 'Alert'), message(2, 'Update', 1), message(3, 'Update', 1)],
      ['in force: m2 m3'],
    ],
    [
      'two alerts that one update takes together',
      [message(1, 'Alert'), message(2, 'Alert'), message(3, 'Update', 1, 2)],
      ['in force: m3'],
    ],
    ['two alerts', [message(1, 'Alert'), message(2, 'Alert')], ['in force: m1', 'in force: m2']],
    [
      'acknowledgements and errors change nothing',
      [message(1, 'Alert'), message(2, 'Ack', 1), message(3, 'Error', 1)],
      ['in force: m1'],
    ],
    [
      'messages in a circle hide nothing',
      [message(1, 'Update', 2), message(2, 'Update', 1)],
      ['in force: m2'],
    ],
    ['a message told twice', [message(1, 'Alert'), message(1, 'Alert')], ['in force: m1']],
  ])('%s', (_, alerts, expected) => {
    expect(stateOf(...alerts)).toEqual(expected);
    expect(stateOf(...alerts.toReversed())).toEqual(expected);
  });

  test('C6 · an exercise cannot cancel what is actual', () => {
    const cancel = { ...message(2, 'Cancel', 1), status: 'Exercise' as const };
    expect(stateOf(message(1, 'Alert'), cancel)).toContain('in force: m1');
  });

  test('the same instant in another zone is the same message', () => {
    const cancel = message(2, 'Cancel', 1);
    const elsewhere = cancel.references.map((it) => ({ ...it, sent: '2026-03-01T17:31:00+05:30' }));
    expect(stateOf(message(1, 'Alert'), { ...cancel, references: elsewhere })).toEqual([
      'cancelled by m2, was m1',
    ]);
  });

  test('the order in which messages arrive makes no difference, whatever refers to whatever', () => {
    const kinds = fc.constantFrom('Alert', 'Update', 'Cancel', 'Ack', 'Error');
    const messages = fc
      .array(fc.tuple(kinds, fc.array(fc.nat(7), { maxLength: 3 })), { minLength: 1, maxLength: 8 })
      .map((all) => all.map(([kind, about], n) => message(n, kind, ...about)));
    const shuffled = messages.chain((all) =>
      fc.tuple(fc.constant(all), fc.shuffledSubarray(all, { minLength: all.length })),
    );
    fc.assert(
      fc.property(shuffled, ([all, others]) => {
        expect(threadsOf(others)).toEqual(threadsOf(all));
        // Nothing is in force that something else superseded, unless all supersede each other.
        const identities = threadsOf(all).flatMap(({ messages: own }) => own.map(identityOf));
        expect(new Set(identities).size).toBe(identities.length);
      }),
    );
  });
});
