import { z } from 'zod';

import { lanes } from '#src/advisory/lane.ts';
import { callStates } from '#src/endpoints/event-log.ts';
import type { CallAttempt, CallLog, CallReplays, LoggedCall } from '#src/endpoints/event-log.ts';
import { eventTypes } from '#src/endpoints/event-type.ts';
import { AppError } from '#src/errors.ts';

import { actorOf, forCallers, requireOwn } from './access.ts';
import { accepted, anyRole, ok } from './answers.ts';
import type { Api } from './answers.ts';
import { next, oneMore, pageQuery, turnPage } from './paging.ts';

export interface CallsNeeds {
  readonly callLog: CallLog;
  readonly callReplays: CallReplays;
}

const sequence = z.coerce.number().int().min(1).max(Number.MAX_SAFE_INTEGER);
const params = z.object({ id: z.string().max(100) });
/** As storage counts them. */
const place = z.object({ sequence: z.int().positive(), round: z.int().min(0).max(32_767) });
const tags = ['deliveries'];
const instant = z.iso.datetime({ offset: true });

const answered = {
  tookMs: z.int().optional(),
  status: z.int().optional().describe('of HTTP; absent when nothing was answered'),
  response: z
    .string()
    .optional()
    .describe('the beginning of what was answered, without what looks like a secret; kept 30 days'),
};

const callSchema = z
  .object({
    sequence: z.int(),
    round: z.int().describe('0, and one more for each replay'),
    replay: z.boolean(),
    event: z.string().describe('the webhook-id'),
    type: z.enum(eventTypes),
    lane: z.enum(lanes),
    state: z.enum(callStates),
    reason: z.string().optional(),
    attempts: z.int(),
    createdAt: z.date(),
    dueAt: z.date().optional().describe('of one that waits: not before'),
    settledAt: z.date().optional(),
    attemptedAt: z.date().optional().describe('the last time'),
    ...answered,
  })
  .meta({ id: 'Call' });

const attemptSchema = z
  .object({ number: z.int(), at: z.date(), reason: z.string(), ...answered })
  .meta({ id: 'CallAttempt' });

const detailSchema = callSchema
  .extend({ earlier: z.array(attemptSchema).describe('the attempts before the last one') })
  .meta({ id: 'CallDetail' });

/** What calls were made to an endpoint, and what came of them. */
export function registerCalls(api: Api, { callLog, callReplays }: CallsNeeds): void {
  api.get(
    '/endpoints/:id/calls',
    forCallers(
      { roles: anyRole, scope: 'deliveries:read' },
      {
        tags,
        summary: 'Calls to an endpoint, newest first',
        params,
        querystring: z.object({
          ...pageQuery(place),
          state: z.enum(callStates).optional(),
          type: z.enum(eventTypes).optional(),
          since: instant.optional().describe('planned from then on'),
          until: instant.optional().describe('planned up to then'),
        }),
        response: ok(z.object({ calls: z.array(callSchema), ...next })),
      },
    ),
    async (request, reply) => {
      const { params: which, query } = request;
      requireOwn(request, which.id);
      const { limit, after } = oneMore(query);
      const { since, until, state, type } = query;
      const found = await callLog.list(which.id, {
        limit,
        after,
        state,
        type,
        since: since === undefined ? undefined : new Date(since),
        until: until === undefined ? undefined : new Date(until),
      });
      const { entries, next: following } = turnPage(reply, found, {
        limit: query.limit,
        keyOf: (call) => ({ sequence: call.sequence, round: call.round }),
      });
      return { calls: entries.map(view), next: following };
    },
  );

  registerCall(api, callLog);
  registerReplays(api, callReplays);
}

function registerCall(api: Api, callLog: CallLog): void {
  api.get(
    '/endpoints/:id/calls/:sequence',
    forCallers(
      { roles: anyRole, scope: 'deliveries:read' },
      {
        tags,
        summary: 'One call and its replays, attempt by attempt',
        params: params.extend({ sequence }),
        response: ok(z.object({ calls: z.array(detailSchema) })),
      },
    ),
    async ({ caller, params: { id, sequence: which } }) => {
      requireOwn({ caller }, id);
      const calls = await callLog.find(id, which);
      if (calls.length === 0)
        throw new AppError('NOT_FOUND', `Endpoint ${id} has no call ${which}`);
      return {
        calls: calls.map(({ earlier, ...call }) => ({
          ...view(call),
          earlier: earlier.map(attemptView),
        })),
      };
    },
  );
}

const whatSchema = z.union([
  z.strictObject({ sequence: z.int().min(1) }).describe('one event'),
  z.strictObject({ from: instant, to: instant }).describe('what happened in a stretch of time'),
  z.strictObject({ after: z.int().min(0) }).describe('everything after a sequence'),
]);

function registerReplays(api: Api, callReplays: CallReplays): void {
  api.post(
    '/endpoints/:id/replays',
    forCallers(
      { roles: ['operator'], scope: 'endpoints:manage' },
      {
        tags,
        summary: 'Call once more with what was told before',
        description:
          'With the same ids and sequences, marked as replays, in the old order, behind what is new; at most 10,000 events at once. What still waits to be told is left as it is, so that asking twice does no more than asking once.',
        params,
        body: whatSchema,
        response: accepted(
          z.object({
            replayed: z.int(),
            waiting: z.int().describe('left as they were: they wait to be told already'),
            leftOut: z
              .int()
              .describe(
                'not told again: an officer stopped them, or they were replaced and go to a mailbox',
              ),
          }),
        ),
      },
    ),
    async (request, reply) => {
      const { id } = request.params;
      requireOwn(request, id);
      const { body } = request;
      const what = 'from' in body ? { from: new Date(body.from), to: new Date(body.to) } : body;
      return reply.code(202).send(await callReplays.replay(id, what, actorOf(request)));
    },
  );
}

function view(call: LoggedCall): z.infer<typeof callSchema> {
  return { ...call, replay: call.round > 0 };
}

function attemptView(attempt: CallAttempt): z.infer<typeof attemptSchema> {
  return { ...attempt };
}
