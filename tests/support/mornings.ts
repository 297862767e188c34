import { sql } from 'kysely';
import { pino } from 'pino';

import { createDigests } from '#src/dispatch/digests.ts';
import { createDigestLedger } from '#src/store/digest-runs.ts';

import type { Duty } from './duty.ts';

/** Mornings of a test's own: what time it is, the test says. */
export interface Mornings {
  /** Now it is that late: digests whose morning has come are begun, planned and sent. Gives their publications. */
  readonly until: (at: string) => Promise<readonly number[]>;
  /** The same, but nothing is planned yet. */
  readonly begun: (at: string) => Promise<readonly number[]>;
}

export function mornings({ app, work }: Pick<Duty, 'app' | 'work'>): Mornings {
  let now = new Date(0);
  const ids: number[] = [];
  const beginDue = createDigests({
    ledger: { ...createDigestLedger(app), now: () => Promise.resolve(now) },
    wake: async (_queue, { publicationId }) => ids.push(publicationId),
    log: pino({ level: 'silent' }),
  });

  async function begun(at: string): Promise<readonly number[]> {
    now = new Date(at);
    await beginDue();
    return ids.splice(0);
  }

  return {
    begun,
    async until(at) {
      const digests = await begun(at);
      for (const id of digests) await work(id);
      return digests;
    },
  };
}

/** Who is told of what by digests: `advisory@revision` by address id. */
export async function briefed({ db }: Duty['app'], digestId: number): Promise<readonly string[]> {
  const { rows } = await sql<{ told: string }>`
    select recipient_id || ': ' || advisory_id || '@' || revision as told from briefings where publication_id = ${digestId} order by recipient_id, advisory_id`.execute(
    db,
  );
  return rows.map(({ told }) => told);
}
