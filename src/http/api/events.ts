import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';

import { toldData } from '#src/endpoints/bodies.ts';
import { callStates } from '#src/endpoints/event-log.ts';
import type { EventLog, LoggedEvent, LogPage } from '#src/endpoints/event-log.ts';
import { eventTypes } from '#src/endpoints/event-type.ts';
import { AppError } from '#src/errors.ts';

import { callerOf, forCallers, requireOwn } from './access.ts';
import { anyRole, ok } from './answers.ts';
import type { Api } from './answers.ts';
import { createEventWaiters } from './event-waiters.ts';
import { mostPerPage } from './paging.ts';

export interface EventsNeeds {
  readonly eventLog: EventLog;
}

const longestWaitSeconds = 30;
const lookEveryMs = 500;
const waitersAtMost = 500;
const waitersOfEach = 4;

const eventSchema = z
  .object({
    id: z.string().describe('the webhook-id of every call about it: deal with it once'),
    sequence: z.int(),
    type: z.enum(eventTypes),
    timestamp: z.string(),
    data: z
      .record(z.string(), z.unknown())
      .describe('as a call in full would carry it: see /schemas/events'),
    call: z.enum(callStates).describe('what became of the call'),
  })
  .meta({ id: 'LoggedEvent' });

const fieldsSchema = z.looseObject({ acknowledge: z.unknown().optional() });

const typesSchema = z
  .string()
  .max(500)
  .transform((text) => text.split(','))
  .pipe(z.array(z.enum(eventTypes)).min(1));

const querySchema = z.object({
  after: z.coerce
    .number()
    .int()
    .min(0)
    .max(Number.MAX_SAFE_INTEGER)
    .optional()
    .describe('the sequence of the last event that was dealt with; from the oldest when left out'),
  limit: z.coerce.number().int().min(1).max(mostPerPage).default(100),
  wait: z.coerce
    .number()
    .int()
    .min(0)
    .max(longestWaitSeconds)
    .default(0)
    .describe('seconds to wait for an event when there is none yet'),
  types: typesSchema.optional().describe('separated by commas; all when left out'),
  endpoint: z
    .string()
    .max(100)
    .optional()
    .describe('its id; of an endpoint’s own token it is that endpoint'),
});
type Query = z.infer<typeof querySchema>;

/** What an endpoint was to be told, in order: who was away, or lost something, finds it here (W6, W8). */
export function registerEvents(api: Api, { eventLog }: EventsNeeds): void {
  const waiters = createEventWaiters({
    lasts: eventLog.lasts,
    everyMs: lookEveryMs,
    most: waitersAtMost,
    mostEach: waitersOfEach,
  });
  api.addHook('preClose', (done) => {
    waiters.close();
    done();
  });

  api.get(
    '/events',
    forCallers(
      { roles: anyRole, scope: 'events:read' },
      {
        tags: ['events'],
        summary: 'What an endpoint was to be told after a sequence, in order',
        description:
          'Everything, also what was never delivered: sequences have no gap. The bodies are those of calls in full, as JSON. When fewer than `limit` arrive, nothing follows up to `last`.',
        querystring: querySchema,
        response: ok(
          z.object({
            events: z.array(eventSchema),
            last: z.int().describe('the sequence of the latest event; 0 for none'),
            oldest: z.int().describe('what came before it is forgotten'),
          }),
        ),
      },
    ),
    async (request, reply) => {
      const endpoint = endpointOf(request, request.query);
      const { events, ...rest } = await readOrWait(endpoint, request.query, reply);
      reply.header('cache-control', 'no-store');
      return { events: events.map(view), ...rest };
    },
  );

  async function readOrWait(endpoint: string, query: Query, reply: FastifyReply): Promise<LogPage> {
    const over = AbortSignal.any([AbortSignal.timeout(query.wait * 1000), goneSignal(reply)]);
    for (;;) {
      const page = await read(endpoint, query);
      if (page.events.length > 0 || query.wait === 0 || over.aborted) return page;
      await waiters.next(endpoint, page.last, over);
      if (waiters.isClosed()) return page;
    }
  }

  async function read(endpoint: string, query: Query): Promise<LogPage> {
    const page = await eventLog.read(endpoint, query);
    if (page === undefined) throw new AppError('NOT_FOUND', `There is no endpoint ${endpoint}`);
    requireKept(page, query.after ?? page.oldest - 1);
    return page;
  }
}

function endpointOf(request: FastifyRequest, { endpoint }: Query): string {
  const caller = callerOf(request);
  const own = caller.kind === 'partner' ? caller.endpoint : undefined;
  const asked = endpoint ?? own;
  if (asked === undefined)
    throw new AppError(
      'INPUT_INVALID',
      'Expected ?endpoint= with the id of an endpoint, or the token of an endpoint',
    );
  requireOwn(request, asked);
  return asked;
}

function requireKept({ last, oldest }: LogPage, after: number): void {
  if (after > last)
    throw new AppError(
      'INPUT_INVALID',
      `Expected a sequence up to ${last}, the latest of this endpoint, arrived ${after}: is it another endpoint’s?`,
    );
  if (after >= oldest - 1) return;
  throw new AppError(
    'EVENTS_FORGOTTEN',
    `Expected a sequence from ${oldest - 1} on, arrived ${after}: what came before is forgotten. Fetch what is in force from /api/v1/advisories, then go on after ${oldest - 1}`,
  );
}

/** Who has hung up waits no more. */
function goneSignal(reply: FastifyReply): AbortSignal {
  const gone = new AbortController();
  reply.raw.once('close', () => gone.abort());
  return gone.signal;
}

function view(event: LoggedEvent): z.infer<typeof eventSchema> {
  const { id, sequence, payload, isAsked, call } = event;
  const { type, timestamp } = payload;
  const { acknowledge, ...data } = fieldsSchema.parse(
    toldData(payload, { sequence, replay: false }),
  );
  return { id, sequence, type, timestamp, data: isAsked ? { ...data, acknowledge } : data, call };
}
