import type { KeyFile } from '#src/keyring/key-file.ts';
import { createKeyring } from '#src/keyring/keyring.ts';
import type { Keyring } from '#src/keyring/keyring.ts';

/** A keyring whose keys are the same in every test. */
export function aKeyring(): Keyring {
  return createKeyring(aKeyFile());
}

export function aKeyFile(): KeyFile {
  return { data: [{ version: 1, key: aKey(1) }], index: aKey(2), tokens: aKey(3) };
}

function aKey(byte: number): string {
  return Buffer.alloc(32, byte).toString('base64');
}
