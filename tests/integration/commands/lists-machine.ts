import { readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { sql } from 'kysely';
import { pino } from 'pino';
import { z } from 'zod';

import { createDatabase } from '#src/store/database.ts';
import type { Database } from '#src/store/database.ts';
import { wishSchema } from '#src/subscription/subscription.ts';
import type { Wish } from '#src/subscription/subscription.ts';
import { aKeyring } from '#tests/support/keyring.ts';

import { openMachine } from './type-command.ts';
import type { Machine } from './type-command.ts';

const answerSchema = z.object({
  rows: z.number(),
  outcomes: z.record(z.string(), z.number()),
  mailed: z.number().optional(),
});

interface Answered {
  readonly code: number;
  readonly err: string;
  readonly rows: number;
  /** Those that happened, by name. */
  readonly outcomes: Readonly<Record<string, number>>;
  readonly mailed: number | undefined;
}

export interface ListsMachine extends Machine {
  readonly db: Database;
  /** A file with these lines. */
  readonly list: (name: string, ...lines: readonly string[]) => Promise<string>;
  /** `import` without questions; throws what it says when it fails. */
  readonly bringIn: (path: string, ...words: readonly string[]) => Promise<Answered>;
  readonly lines: (path: string) => Promise<readonly string[]>;
  readonly modeOf: (path: string) => Promise<number>;
  /** Wishes that have not ended, by address, opened. */
  readonly live: () => Promise<readonly Kept[]>;
  /** Notices queued, by address and purpose without its number. */
  readonly notices: () => Promise<readonly Queued[]>;
}

interface Kept {
  readonly address: string;
  readonly wish: Wish;
  readonly isLive: boolean;
}

interface Queued {
  readonly address: string;
  readonly purpose: string;
  readonly dueInMs: number;
}

/** A machine on which an operator brings lists in, without a service. */
export async function openListsMachine(): Promise<ListsMachine> {
  await using owned = new AsyncDisposableStack();
  const machine = owned.use(await openMachine());
  const db = owned.use(
    createDatabase({ url: machine.databaseUrl, log: pino({ level: 'silent' }), connections: 2 }),
  );
  const kept = owned.move();
  return {
    ...machine,
    db,
    async list(name, ...lines) {
      const path = join(machine.folder, name);
      await writeFile(path, lines.map((line) => `${line}\n`).join(''));
      return path;
    },
    async bringIn(path, ...words) {
      const said = await machine.type(
        'citizens',
        'import',
        path,
        '--by',
        'ana',
        '--yes',
        '--json',
        ...words,
      );
      if (said.code !== 0) throw new Error(said.err);
      const { outcomes, ...answer } = answerSchema.parse(JSON.parse(said.out));
      const happened = Object.entries(outcomes).filter(([, count]) => count > 0);
      return { ...answer, ...said, mailed: answer.mailed, outcomes: Object.fromEntries(happened) };
    },
    lines: async (path) => (await readFile(path, 'utf8')).split(/\r?\n/).slice(0, -1),
    modeOf: async (path) => (await stat(path)).mode & 0o777,
    live: () => keptWishes(db),
    notices: () => queuedNotices(db),
    [Symbol.asyncDispose]: () => kept.disposeAsync(),
  };
}

async function keptWishes(db: Database): Promise<readonly Kept[]> {
  const keyring = aKeyring();
  const { rows } = await sql<{ ciphertext: Buffer; wish: Buffer; is_live: boolean }>`
    select a.ciphertext, s.wish, s.valid_from is not null as is_live
    from subscriptions s join addresses a on a.id = s.address_id where s.valid_until is null and a.ciphertext is not null order by s.id`.execute(
    db,
  );
  const kept = rows.map(({ ciphertext, wish, is_live: isLive }) => ({
    address: keyring.open('address', ciphertext),
    wish: wishSchema.parse(JSON.parse(keyring.open('wish', wish))),
    isLive,
  }));
  return kept.toSorted((one, other) => (one.address < other.address ? -1 : 1));
}

async function queuedNotices(db: Database): Promise<readonly Queued[]> {
  const keyring = aKeyring();
  const { rows } = await sql<{ ciphertext: Buffer; purpose: string; due: number }>`
    select a.ciphertext, split_part(d.purpose, ':', 1) as purpose, extract(epoch from d.due_at - i.mailing_from)::float8 * 1000 as due
    from deliveries d join addresses a on a.id = d.recipient_id left join lateral (select max(mailing_from) as mailing_from from imports) i on true
    where a.ciphertext is not null order by d.due_at, a.id`.execute(db);
  return rows.map(({ ciphertext, purpose, due }) => ({
    address: keyring.open('address', ciphertext),
    purpose,
    dueInMs: due,
  }));
}
