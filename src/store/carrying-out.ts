import { sql } from 'kysely';

import { isGivenUp } from '#src/inbound/consequences.ts';
import type { Consequence } from '#src/inbound/consequences.ts';
import type { CallClaim, Claim } from '#src/inbound/tokens.ts';
import type { Keyring } from '#src/keyring/keyring.ts';

import type { Tx } from './database.ts';
import { countSoft, forgetSoft } from './soft-bounces.ts';
import { suppress } from './suppressing.ts';
import type { NewSuppression } from './suppressing.ts';
import { endAllWishes, leave } from './unsubscribing.ts';
import { holdAddress } from './wishes.ts';

interface Parts {
  readonly keyring: Pick<Keyring, 'open' | 'domain'>;
  readonly except: readonly Buffer[];
}

/** About the address of a person. */
type AddressClaim = Exclude<Claim, CallClaim>;

interface Following {
  readonly tx: Tx;
  readonly claim: AddressClaim;
  /** SHA-256 of the message, in hexadecimal. */
  readonly evidence: string;
  readonly what: Consequence;
}

/** Does what follows to the one address of the claim. The caller holds the lock shared with publishing. */
export async function carryOut(parts: Parts, following: Following): Promise<void> {
  const { tx, claim } = following;
  const address = await holdAddress(tx, claim.addressId);
  if (address === undefined) return;
  // Whoever raised the epoch made older links void.
  if (claim.by === 'unsubscribe' && claim.epoch !== address.epoch) return;
  await act(parts, following);
}

async function act(parts: Parts, { tx, claim, evidence, what }: Following): Promise<void> {
  const { addressId } = claim;
  switch (what.kind) {
    case 'suppress':
      return end(parts, { tx, addressId, kind: what.as, reason: what.reason, evidence });
    case 'count':
      return count(parts, { tx, claim, evidence, reason: what.reason });
    case 'block':
      return noteBlock(parts, tx, claim);
    case 'unsubscribe':
      return leave(tx, addressId);
    case 'arrives':
      return forgetSoft(tx, addressId);
    case 'nothing':
      return undefined;
  }
}

/** A complaint asks for more than no mail: nothing is wished any more. */
async function end(
  { except }: Parts,
  { tx, ...suppression }: NewSuppression & { readonly tx: Tx },
): Promise<void> {
  const { addressId, kind } = suppression;
  if (kind === 'complaint') await endAllWishes(tx, addressId, 'suppression');
  await suppress(tx, suppression, except);
}

async function count(
  { except }: Parts,
  { tx, claim, evidence, reason }: Omit<Following, 'what'> & { readonly reason: string },
): Promise<void> {
  if (claim.by !== 'return-path') return;
  const { addressId } = claim;
  const heard = await countSoft(tx, claim);
  if (isGivenUp(heard)) await suppress(tx, { addressId, kind: 'soft', reason, evidence }, except);
}

/** By the domain's token; an address whose own is not noted yet is read for it. */
async function noteBlock({ keyring }: Parts, tx: Tx, claim: AddressClaim): Promise<void> {
  if (claim.by !== 'return-path') return;
  const { rows } = await sql<{ domain: Buffer | null; ciphertext: Buffer | null }>`
    select domain, ciphertext from addresses where id = ${claim.addressId}`.execute(tx);
  const sealed = rows[0]?.ciphertext ?? undefined;
  if (sealed === undefined) return;
  const domain = rows[0]?.domain ?? keyring.domain(keyring.open('address', sealed));
  await sql`
    insert into blocks (delivery, domain) values (${claim.delivery}, ${domain}) on conflict do nothing`.execute(
    tx,
  );
}
