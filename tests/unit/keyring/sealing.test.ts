import { describe, expect, test } from 'vitest';

import { withFreshKey } from '#src/keyring/key-file.ts';
import type { KeyFile } from '#src/keyring/key-file.ts';
import { createKeyring } from '#src/keyring/keyring.ts';
import { versionOf } from '#src/keyring/sealing.ts';
import { aKeyFile } from '#tests/support/keyring.ts';

const text = 'name@example.org';
const handedOut = withFreshKey(aKeyFile());
const inUse: KeyFile = { ...handedOut, seals: 2 };

describe('S6 · a new data key', () => {
  test('is handed out before anything is sealed under it', () => {
    expect(handedOut).toMatchObject({ seals: 1, data: [{ version: 1 }, { version: 2 }] });
    expect(versionOf(createKeyring(handedOut).seal('address', text))).toBe(1);
    expect(versionOf(createKeyring(inUse).seal('address', text))).toBe(2);
  });

  test('is read by a process that runs when it meets what another one has sealed', () => {
    const sealed = createKeyring(inUse).seal('address', text);
    expect(createKeyring(aKeyFile(), () => inUse).open('address', sealed)).toBe(text);
    expect(() => createKeyring(aKeyFile()).open('address', sealed)).toThrow(/version 2/);
  });

  test('is what a process that runs seals under once the file says so', () => {
    const keyring = createKeyring(aKeyFile(), () => inUse);
    expect(keyring.held()).toEqual({ versions: [1, 2], seals: 2 });
    expect(versionOf(keyring.seal('address', text))).toBe(2);
  });

  test('is not taken from a file of somebody else’s keys', () => {
    const theirs = { ...inUse, index: Buffer.alloc(32, 9).toString('base64') };
    const keyring = createKeyring(aKeyFile(), () => theirs);
    expect(keyring.held()).toEqual({ versions: [1], seals: 1 });
  });

  test('does not take the number of a key that is still held, even when there are 255', () => {
    const [first] = aKeyFile().data;
    const data = [254, 255, 3].map((version) => ({ ...first, version, key: first?.key ?? '' }));
    expect(withFreshKey({ ...aKeyFile(), data }).data.map(({ version }) => version)).toEqual([
      254, 255, 3, 1,
    ]);
  });
});

test('S6 · what was sealed for one column does not open in another, nor altered', () => {
  const keyring = createKeyring(aKeyFile());
  const sealed = keyring.seal('address', text);
  expect(keyring.open('address', sealed)).toBe(text);
  expect(() => keyring.open('wish', sealed)).toThrow(/altered/);
  const altered = Buffer.from(sealed);
  altered.writeUInt8((altered.at(-1) ?? 0) ^ 1, altered.length - 1);
  expect(() => keyring.open('address', altered)).toThrow(/altered/);
  expect(keyring.seal('address', text)).not.toEqual(sealed);
});
