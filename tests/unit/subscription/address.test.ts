import { describe, expect, test } from 'vitest';

import { shownAddress } from '#src/embedded/shown-address.ts';
import { addressSchema } from '#src/subscription/subscription.ts';
import { aRevision } from '#tests/support/builders-content.ts';
import { composed } from '#tests/support/composer.ts';
import { aKeyring } from '#tests/support/keyring.ts';

const stored = (typed: string) => addressSchema.parse(typed);

describe('E9: a domain is stored as A-labels and shown as U-labels', () => {
  test.each([
    ['asha@भारत.example', 'asha@xn--h2brj9c.example', 'asha@भारत.example'],
    ['asha@xn--h2brj9c.example', 'asha@xn--h2brj9c.example', 'asha@भारत.example'],
    ['आशा@भारत.example', 'आशा@xn--h2brj9c.example', 'आशा@भारत.example'],
    ['zoé@bücher.example', 'zoé@xn--bcher-kva.example', 'zoé@bücher.example'],
    ['asha@example.org', 'asha@example.org', 'asha@example.org'],
  ])('%s', (typed, address, shown) => {
    expect(stored(typed)).toBe(address);
    expect(shownAddress(address)).toBe(shown);
  });

  test('what is no domain is shown as it is', () => {
    expect(shownAddress('asha@xn--a')).toBe('asha@xn--a');
  });
});

describe('E10: addresses compare exactly, after NFC and lower-casing of the domain', () => {
  const { lookup } = aKeyring();
  const isSame = (one: string, other: string) => lookup(stored(one)).equals(lookup(stored(other)));

  test.each([
    ['asha@example.org', ' asha@EXAMPLE.org ', true],
    ['zoe\u0301@example.org', 'zo\u00E9@example.org', true],
    ['asha@BÜCHER.example', 'asha@xn--bcher-kva.example', true],
    ['Asha@example.org', 'asha@example.org', false],
    ['a.sha@example.org', 'asha@example.org', false],
    ['asha+x@example.org', 'asha@example.org', false],
  ])('%j and %j are one: %s', (one, other, expected) => {
    expect(isSame(one, other)).toBe(expected);
  });

  test('mail goes to the stored address, in envelope and header', async () => {
    const address = stored('Asha+x@EXAMPLE.org');
    const { to, content } = await composed({ revision: aRevision(), row: { address } });
    expect(to).toBe('Asha+x@example.org');
    expect(content.pieces.map(String).join('')).toContain('\r\nTo: Asha+x@example.org\r\n');
  });
});
