import { sql } from 'kysely';

import { inbound } from '#config/inbound.ts';
import type { VerdictName } from '#src/inbound/consequences.ts';
import type { Finding } from '#src/inbound/judge.ts';
import type { Keyring } from '#src/keyring/keyring.ts';

import type { Tx } from './database.ts';
import { answerPrefix } from './forwarding.ts';

interface Parts {
  readonly keyring: Pick<Keyring, 'returnPath' | 'readReturnPath'>;
  /** Addresses of the service's own, by their lookup. */
  readonly except: readonly Buffer[];
}

/** Whoever was to read the message has not got it. */
const failures: ReadonlySet<VerdictName> = new Set(['hard', 'soft', 'block', 'undetermined']);

/**
 * The relay took an answer, and then the officers' mailbox did not: nobody has it. It is forwarded again later, and rings until
 * then. Of a large one only the words, for its size may have been what was wrong.
 */
export async function noteReturned(
  { keyring, except }: Parts,
  tx: Tx,
  { claim, verdict }: Pick<Finding, 'claim' | 'verdict'>,
): Promise<void> {
  if (claim?.by !== 'return-path' || !failures.has(verdict.name)) return;
  const recipientId = claim.addressId;
  const { rows } = await sql<{ id: number; forward: number; publicationId: number }>`
    select r.id, r.forward, p.id as "publicationId" from received r, publications p
    where p.kind = 'notices' and r.verdict = 'answer' and r.forwarded_at is not null and r.message is not null
      and exists (select from addresses a where a.id = ${recipientId} and a.lookup = any(${[...except]}::bytea[]))`.execute(
    tx,
  );
  const returned = rows.find(({ id, forward, publicationId }) => {
    const purpose = `${answerPrefix}${id}:${forward}`;
    const path = keyring.returnPath({ publicationId, channel: 'email', recipientId, purpose });
    return keyring.readReturnPath(path)?.delivery.equals(claim.delivery) === true;
  });
  if (returned === undefined) return;
  await sql`
    update received set forwarded_at = null, returned_at = clock_timestamp(),
      words_only = words_only or octet_length(message) > ${inbound.largeAnswer}
    where id = ${returned.id}`.execute(tx);
}
