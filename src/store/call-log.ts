import { sql } from 'kysely';
import { z } from 'zod';

import { lanes } from '#src/advisory/lane.ts';
import { callStates } from '#src/endpoints/event-log.ts';
import type { CallAttempt, CallLog } from '#src/endpoints/event-log.ts';
import { eventTypes } from '#src/endpoints/event-type.ts';

import type { Database } from './database.ts';

/** What became of every call to an endpoint. */
export function createCallLog(db: Database): CallLog {
  return {
    async list(endpoint, { limit, ...asked }) {
      const { rows } = await sql`
        select ${columns} from ${callsOf(endpoint)} and ${sql.join(conditionsOf(asked), sql` and `)}
        order by c.sequence desc, c.round desc limit ${limit}`.execute(db);
      return rows.map((row) => rowSchema.parse(row));
    },

    async find(endpoint, sequence) {
      const { rows } = await sql`
        select ${columns} from ${callsOf(endpoint)} and c.sequence = ${sequence} order by c.round`.execute(
        db,
      );
      const attempts = rows.length === 0 ? [] : await attemptsOf(db, endpoint, sequence);
      return rows
        .map((row) => rowSchema.parse(row))
        .map((call) => ({
          ...call,
          earlier: attempts
            .filter(({ round }) => round === call.round)
            .map(({ round: _its, ...attempt }) => attempt),
        }));
    },
  };
}

type Asked = Omit<Parameters<CallLog['list']>[1], 'limit'>;

function conditionsOf({ after, state, type, since, until }: Asked) {
  return [
    sql`true`,
    ...(after === undefined
      ? []
      : [sql`(c.sequence, c.round) < (${after.sequence}, ${after.round})`]),
    ...(state === undefined ? [] : [sql`c.state = ${state}`]),
    ...(type === undefined ? [] : [sql`v.type = ${type}`]),
    ...(since === undefined ? [] : [sql`c.created_at >= ${since}`]),
    ...(until === undefined ? [] : [sql`c.created_at <= ${until}`]),
  ];
}

function callsOf(endpoint: string) {
  return sql`calls c join events v on v.id = c.event_id
    where c.endpoint_id = (select id from endpoints where public_id = ${endpoint}) and v.type = any(${eventTypes}::text[])`;
}

const columns = sql`c.sequence, c.round, v.public_id as event, v.type, v.lane, c.state, c.reason, c.attempts, c.created_at as "createdAt",
  case when c.state = 'pending' then greatest(c.due_at, c.created_at) end as "dueAt", c.settled_at as "settledAt",
  c.attempted_at as "attemptedAt", c.took_ms as "tookMs", c.status, c.response`;

const left = <Value extends z.ZodType>(value: Value) =>
  value.nullable().transform((given) => given ?? undefined);

const rowSchema = z.object({
  sequence: z.number(),
  round: z.number(),
  event: z.string(),
  type: z.enum(eventTypes),
  lane: z.enum(lanes),
  state: z.enum(callStates),
  reason: left(z.string()),
  attempts: z.number(),
  createdAt: z.date(),
  dueAt: left(z.date()),
  settledAt: left(z.date()),
  attemptedAt: left(z.date()),
  tookMs: left(z.number()),
  status: left(z.number()),
  response: left(z.string()),
});

const attemptSchema = z.object({
  round: z.number(),
  number: z.number(),
  at: z.date(),
  tookMs: left(z.number()),
  status: left(z.number()),
  reason: z.string(),
  response: left(z.string()),
});

async function attemptsOf(
  db: Database,
  endpoint: string,
  sequence: number,
): Promise<readonly (CallAttempt & { readonly round: number })[]> {
  const { rows } = await sql`
    select round, number, at, took_ms as "tookMs", status, reason, response from call_attempts
    where endpoint_id = (select id from endpoints where public_id = ${endpoint}) and sequence = ${sequence}
    order by round, number`.execute(db);
  return rows.map((row) => attemptSchema.parse(row));
}
