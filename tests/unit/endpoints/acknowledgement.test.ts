import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';

import { acknowledgeBy, acknowledgementAsked, nextStep } from '#src/endpoints/acknowledgement.ts';
import { aKeyring } from '#tests/support/keyring.ts';

const at = new Date('2026-01-01T00:00:00Z');
const within = { emergency: 10 };

describe('W9: what is to be acknowledged', () => {
  test.each([
    ['advisory.published', 'emergency', '2026-01-01T00:10:00.000Z'],
    ['advisory.updated', 'emergency', '2026-01-01T00:10:00.000Z'],
    ['advisory.all_clear', 'emergency', '2026-01-01T00:10:00.000Z'],
    ['advisory.published', 'urgent', undefined],
    ['advisory.published', 'routine', undefined],
    ['advisory.approved', 'emergency', undefined],
    ['test.ping', 'emergency', undefined],
    ['endpoint.disabled', 'emergency', undefined],
  ] as const)('%s in the lane %s is due at %s', (type, lane, due) => {
    expect(acknowledgeBy({ type, lane, at }, within)?.toISOString()).toBe(due);
  });

  test('says where a receiver posts to', () => {
    const event = { id: 'evt_1', type: 'advisory.published', lane: 'emergency', at } as const;
    expect(acknowledgementAsked(event, { within, publicUrl: 'https://alerts.example/' })).toEqual({
      by: '2026-01-01T00:10:00.000Z',
      url: 'https://alerts.example/api/v1/events/evt_1/acknowledgement',
    });
  });
});

describe('W9: who is told next', () => {
  test.each([
    ['webhook', 2, 0, { kind: 'contact', contact: 0 }],
    ['webhook', 2, 1, { kind: 'contact', contact: 1 }],
    ['webhook', 2, 2, { kind: 'officers' }],
    ['webhook', 0, 0, { kind: 'officers' }],
    // the first contact of a mailbox is the mailbox
    ['mail', 2, 0, { kind: 'contact', contact: 1 }],
    ['mail', 2, 1, { kind: 'officers' }],
    ['mail', 1, 0, { kind: 'officers' }],
  ] as const)(
    'of kind %s with %i contacts, %i of them mailed',
    (...[kind, contacts, escalated, next]) => {
      expect(nextStep({ kind, contacts, escalated })).toEqual(next);
    },
  );
});

describe('a link to a contact', () => {
  const keyring = aKeyring();
  const numbers = fc.array(fc.integer({ min: 0, max: 2 ** 48 - 1 }), {
    minLength: 1,
    maxLength: 4,
  });

  test('holds what it was made of, for its purpose alone', () => {
    fc.assert(
      fc.property(numbers, (all) => {
        const token = keyring.contactToken('acknowledge', all);
        expect(token).toMatch(/^[\w-]+$/);
        expect(keyring.readContactToken('acknowledge', token)).toEqual(all);
        expect(keyring.readContactToken('verify', token)).toBeUndefined();
      }),
    );
  });

  test('is none of ours when any of its bytes is another', () => {
    fc.assert(
      fc.property(numbers, fc.nat(), fc.integer({ min: 1, max: 255 }), (all, nth, other) => {
        const bytes = Buffer.from(keyring.contactToken('verify', all), 'base64url');
        const place = nth % bytes.length;
        bytes.writeUInt8((bytes[place] ?? 0) ^ other, place);
        const token = bytes.toString('base64url');
        expect(keyring.readContactToken('verify', token)).toBeUndefined();
      }),
    );
  });

  test('cannot be guessed', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        expect(keyring.readContactToken('verify', text)).toBeUndefined();
      }),
    );
  });
});
