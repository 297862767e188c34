import type { Keyring } from '#src/keyring/keyring.ts';

/** Tells one contact's address from another's in a link, which shows no address. */
export function contactTag(keyring: Pick<Keyring, 'lookup'>, email: string): number {
  return keyring.lookup(email).readUIntBE(0, 6);
}
