import { expect, test } from 'vitest';

import { createAdmission, readTrap } from '#src/http/admission.ts';
import type { Trap } from '#src/http/admission.ts';
import { createFormTimes } from '#src/http/form-time.ts';
import type { Asker } from '#src/subscription/pacing.ts';
import { atOnce } from '#src/subscription/pacing.ts';
import { aKeyring } from '#tests/support/keyring.ts';

const start = Date.parse('2025-07-02T12:00:00Z');

function atTheDoor() {
  let seconds = 0;
  const asked: Asker[] = [];
  const now = () => new Date(start + seconds * 1_000);
  const admission = createAdmission({
    pacing: {
      take: async (asker) => {
        asked.push(asker);
        return atOnce;
      },
    },
    formTimes: createFormTimes(aKeyring().stamp, now),
    originOf: () => ({ network: '192.0.2.0/24', isShared: false }),
    fastestSeconds: 2,
    oldestHours: 24,
  });
  const isSuspect = async (trap: Trap) => {
    await admission.ofForm({ ip: '192.0.2.1' }, trap);
    return asked.at(-1)?.isSuspect;
  };
  return { admission, isSuspect, pass: (more: number) => (seconds += more) };
}

const comment = '';

test('S5 · a form that comes back faster than anybody types looks like a machine', async () => {
  const { admission, isSuspect, pass } = atTheDoor();
  const begun = admission.begunOf();
  pass(1.9);
  expect(await isSuspect({ begun, comment })).toBe(true);
  pass(0.2);
  expect(await isSuspect({ begun, comment })).toBe(false);
});

test('S5 · nobody is too slow: a form that was left open for a month is shown again and looks like nothing bad', async () => {
  const { admission, isSuspect, pass } = atTheDoor();
  const begun = admission.begunOf();
  pass(86_400);
  expect(admission.isStale({ begun })).toBe(false);
  pass(29 * 86_400);
  expect(admission.isStale({ begun })).toBe(true);
  expect(await isSuspect({ begun, comment })).toBe(false);
  const again = admission.begunOf({ begun });
  expect(admission.isStale({ begun: again })).toBe(false);
  expect(again).not.toBe(begun);
});

test('S5 · what we did not write is not old: it looks like a machine', () => {
  const { admission } = atTheDoor();
  expect(admission.isStale({ begun: '' })).toBe(false);
  expect(admission.isStale({ begun: '0.0123456789abcdef' })).toBe(false);
});

test('S5 · a form that is shown again keeps the time at which it was first shown', () => {
  const { admission, pass } = atTheDoor();
  const begun = admission.begunOf();
  pass(5);
  expect(admission.begunOf({ begun })).toBe(begun);
  expect(admission.begunOf({ begun: 'made up' })).not.toBe('made up');
});

test.each([
  ['in which a field that nobody sees was filled in', (begun: string) => ({ begun, comment: 'x' })],
  ['without a time', () => ({ begun: '', comment })],
  ['with a time that somebody made up', () => ({ begun: 'm0.1234567890abcdef', comment })],
  [
    'with another time under our mark',
    (begun: string) => ({ begun: `0.${begun.split('.')[1]}`, comment }),
  ],
])('S5 · a form %s looks like a machine', async (_sentence, trapOf) => {
  const { admission, isSuspect, pass } = atTheDoor();
  const begun = admission.begunOf();
  pass(60);
  expect(await isSuspect(trapOf(begun))).toBe(true);
});

test('S5 · programs that call the API have no form, and are limited by their network', async () => {
  const { admission } = atTheDoor();
  expect(await admission.ofCall({ ip: '192.0.2.1' })).toEqual(atOnce);
  expect(readTrap(undefined)).toEqual({ begun: '', comment: '' });
  expect(readTrap({ begun: ['a', 'b'], comment: 1 })).toEqual({ begun: '', comment: '' });
});
