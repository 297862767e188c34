import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';

import { createOwnAddresses } from '#src/inbound/own-addresses.ts';
import { createFindClaim } from '#src/inbound/tokens.ts';
import { aKeyring } from '#tests/support/keyring.ts';

const house = {
  bounceDomain: 'bounce.alerts.example',
  from: 'alerts@alerts.example',
  replyTo: 'duty@elsewhere.example',
  domains: ['Alerts.example'],
};
const own = createOwnAddresses(house);
const keyring = aKeyring();
const findClaim = createFindClaim(keyring, house.bounceDomain);

test.each([
  ['alerts@alerts.example', 'answer'],
  ['ALERTS@ALERTS.EXAMPLE', 'answer'],
  ['postmaster@bounce.alerts.example', 'answer'],
  ['duty@elsewhere.example', undefined],
  ['somebody@alerts.example', undefined],
  ['somebody@bounce.alerts.example', undefined],
  ['u+a-token_1@bounce.alerts.example', 'unsubscribe'],
  ['u+@bounce.alerts.example', undefined],
  ['b+@bounce.alerts.example', undefined],
  ['b+0a.0b@alerts.example', undefined],
  ['@bounce.alerts.example', undefined],
  ['', undefined],
])('%s is ours as: %s', (address, kind) => {
  expect(own.recognise(address)?.kind).toBe(kind);
});

const deliveries = fc.record({
  publicationId: fc.integer({ min: 1, max: 2 ** 47 }),
  channel: fc.constant('email'),
  recipientId: fc.integer({ min: 1, max: 2 ** 47 }),
  purpose: fc.constantFrom('', 'confirm:1', 'answered:20250701'),
});

const clues = (raw: string, returnPath?: string) =>
  ({
    cameTo: { kind: 'answer' },
    raw: Buffer.from(raw),
    classified: { kind: 'report', original: { returnPath } },
  }) as const;

describe('E7 · a return path', () => {
  test('E7 · is read back as the delivery it was made for, and fits an address, whatever becomes of its letters', () => {
    fc.assert(
      fc.property(deliveries, fc.boolean(), (delivery, isUpper) => {
        const path = keyring.returnPath(delivery);
        expect(path.length).toBeLessThanOrEqual(64);
        expect(keyring.readReturnPath(isUpper ? path.toUpperCase() : path)).toMatchObject({
          publicationId: delivery.publicationId,
          recipientId: delivery.recipientId,
          isAlert: delivery.purpose === '',
        });
      }),
    );
  });

  test('E7 · is worth nothing once a single sign of it is another', () => {
    fc.assert(
      fc.property(
        deliveries,
        fc.nat(),
        fc.constantFrom('0', '7', 'a', 'f', '.', '+', 'g'),
        (delivery, at, sign) => {
          const path = keyring.returnPath(delivery);
          const index = at % path.length;
          fc.pre(path[index] !== sign);
          const altered = path.slice(0, index) + sign + path.slice(index + 1);
          expect(keyring.readReturnPath(altered)).toBeUndefined();
        },
      ),
    );
  });

  test('E7 · made under other keys, or of any text, is none of ours', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        expect(keyring.readReturnPath(text)).toBeUndefined();
        expect(keyring.readReturnPath(`b+${text}`)).toBeUndefined();
      }),
    );
  });
});

describe('E7 · the token of a report', () => {
  const delivery = { publicationId: 3, channel: 'email', recipientId: 7, purpose: '' };
  const path = `${keyring.returnPath(delivery)}@${house.bounceDomain}`;
  const link = `u+${keyring.unsubscribeToken(9, 0)}@${house.bounceDomain}`;
  test.each([
    [
      'in the address that it came to',
      {
        ...clues(''),
        cameTo: { kind: 'return-path', localPart: path.split('@')[0] ?? '' },
      } as const,
      7,
    ],
    ['in the return path of the message', clues('', path), 7],
    ['in its text', clues(`Original-Mail-From: <${path}>`), 7],
    ['broken by quoted-printable', clues(path.replace('.', '=\r\n.')), 7],
    ['in the way out that it offers', clues(`List-Unsubscribe: <mailto:${link}>`), 9],
    ['before the way out', clues(`${link} ${path}`), 7],
    ['nowhere', clues(`b+${'0'.repeat(32)}.${'0'.repeat(16)}@${house.bounceDomain}`), undefined],
    [
      'of another house',
      clues(path.replace(house.bounceDomain, 'bounce.other.example')),
      undefined,
    ],
  ])('E7 · %s', (_where, found, addressId) => {
    const claim = findClaim(found);
    expect(claim && 'addressId' in claim ? claim.addressId : undefined).toBe(addressId);
  });

  test('E7 · is not looked for in what a person wrote: it may stand there quoted', () => {
    const { cameTo, raw } = clues(path);
    expect(
      findClaim({ cameTo, raw, classified: { kind: 'human', original: { returnPath: path } } }),
    ).toBeUndefined();
  });

  test('E7 · is looked for in anything without a fault', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 5_000 }), (bytes) => {
        expect(findClaim({ ...clues(''), raw: Buffer.from(bytes) })).toBeUndefined();
      }),
    );
  });
});
