import { sql } from 'kysely';
import type { RawBuilder } from 'kysely';
import { z } from 'zod';

import type { SaidBefore } from '#src/advisory/revision.ts';

/** What is compared: a content, and the messages of its advisory before a number. */
interface Later {
  readonly advisoryId: RawBuilder<unknown>;
  readonly number: RawBuilder<unknown>;
  readonly content: RawBuilder<unknown>;
}

/**
 * When words that end an advisory were first said, if they are an earlier message's; null of what ends nothing. The issuer's own
 * words decide: a translation says what they say.
 */
export function saidBefore({ advisoryId, number, content }: Later): RawBuilder<unknown> {
  const firstSaid = (key: string) => sql`min(e.published_at) filter (
    where e.content#>>array['words', ${content}->>'language', ${key}] = ${content}#>>array['words', ${content}->>'language', ${key}])`;
  return sql`case when ${content}#>>'{relation,kind}' in ('cancel', 'all-clear') then (
    select jsonb_build_object('headline', ${firstSaid('headline')}, 'whatHappened', ${firstSaid('whatHappened')}, 'short', ${firstSaid('short')})
    from revisions e where e.advisory_id = ${advisoryId} and e.number < ${number}) end`;
}

const moment = z.coerce
  .date()
  .nullable()
  .transform((at) => at ?? undefined);
const keptSchema = z.object({ headline: moment, whatHappened: moment, short: moment }).nullable();

/** What the column says; undefined of what ends nothing. */
export function readSaidBefore(kept: unknown): SaidBefore | undefined {
  return keptSchema.parse(kept) ?? undefined;
}
