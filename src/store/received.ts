import { createHash } from 'node:crypto';

import { sql } from 'kysely';
import { z } from 'zod';

import type { Arrived, Inbox } from '#src/inbound/inbox.ts';
import type { Keyring } from '#src/keyring/keyring.ts';

import type { Database, Tx } from './database.ts';

interface ReceivedParts {
  readonly db: Database;
  readonly keyring: Pick<Keyring, 'seal' | 'received'>;
}

/** One transaction for all recipients of a message: its sender hears one answer for all of them. */
export function createInbox({ db, keyring }: ReceivedParts): Inbox {
  return {
    async keep(arrived) {
      await db.transaction().execute(async (tx) => {
        for (const one of arrived) await keepOne(tx, keyring, one);
      });
    },
  };
}

async function keepOne(tx: Tx, keyring: ReceivedParts['keyring'], one: Arrived): Promise<void> {
  const { from, to, cameTo, raw } = one;
  const hash = keyring.received(Buffer.concat([Buffer.from(`${from}\n${to}\n`), raw]));
  const evidence = createHash('sha256').update(raw).digest();
  await sql`
    insert into received (hash, evidence, came_to, message)
    values (${hash}, ${evidence}, ${cameTo}, ${keyring.seal(about, written(one))})
    on conflict (hash) do nothing`.execute(tx);
}

/** What a sealed message is bound to. */
const about = 'received';

/** Mail is bytes, not text: each byte is one character here. */
function written({ from, to, raw }: Arrived): string {
  return `${JSON.stringify({ from, to })}\n${raw.toString('latin1')}`;
}

const envelopeSchema = z.object({ from: z.string(), to: z.string() });

/** A message as it came in, with its envelope. */
export interface ReceivedMessage extends z.infer<typeof envelopeSchema> {
  readonly raw: Buffer;
}

export function openReceived(keyring: Pick<Keyring, 'open'>, sealed: Buffer): ReceivedMessage {
  const text = keyring.open(about, sealed);
  const end = text.indexOf('\n');
  const envelope = envelopeSchema.parse(JSON.parse(text.slice(0, end)));
  return { ...envelope, raw: Buffer.from(text.slice(end + 1), 'latin1') };
}
