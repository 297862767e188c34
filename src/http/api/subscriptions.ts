import { z } from 'zod';

import type { Admission } from '#src/http/admission.ts';
import type { Lookbacks } from '#src/subscription/lookbacks.ts';
import { addressSchema, wishSchema } from '#src/subscription/subscription.ts';
import type { Subscriptions } from '#src/subscription/subscription.ts';

import { forEverybody } from './access.ts';
import { accepted } from './answers.ts';
import type { Api } from './answers.ts';
import { neverLimited } from './rate-limit.ts';
import { refuseUnfit } from './unfit.ts';

export interface SubscriptionsNeeds {
  readonly subscriptions: Pick<Subscriptions, 'request'>;
  readonly admission: Pick<Admission, 'ofCall'>;
  readonly lookbacks: Lookbacks;
  /** Languages offered to citizens. */
  readonly languages: readonly string[];
  readonly now: () => Date;
}

const tags = ['subscriptions'];

/** S1: the same answer for every address, known or not. What it says stands in the mail that follows. */
export function registerSubscriptions(
  api: Api,
  { subscriptions, admission, lookbacks, languages, now }: SubscriptionsNeeds,
): void {
  api.post(
    '/subscriptions',
    neverLimited(
      forEverybody({
        tags,
        summary: 'Ask to be told',
        description:
          'A mail with a link to confirm follows; until then nothing else is sent. The answer is the same for every address. Nobody is refused: over a limit the mail waits for its turn, `waitSeconds` says how long.',
        body: wishSchema.extend({ address: addressSchema }),
        response: accepted(
          z.object({ status: z.literal('accepted'), waitSeconds: z.int().min(0) }),
        ),
      }),
    ),
    async (request, reply) => {
      const { address, ...wish } = request.body;
      refuseUnfit([{ wish, pointer: '' }], { languages, now: now() });
      const turn = await admission.ofCall(request);
      await subscriptions.request(address, wish, turn);
      return reply
        .code(202)
        .send({ status: 'accepted', waitSeconds: Math.ceil(turn.saidMs / 1_000) });
    },
  );

  api.post(
    '/subscriptions/preview',
    forEverybody({
      tags,
      summary: 'See how much mail a wish would have brought',
      description:
        'Counts what was published in the last 12 months by the rules by which alerts are sent. Of a trip, whose own days cannot be looked back on, it counts what its places had all year, and the most that they had in a time as long. Nothing is kept.',
      body: wishSchema,
      response: { 200: lookbackSchema },
    }),
    async ({ body: wish }) => {
      refuseUnfit([{ wish, pointer: '' }], { languages, now: now() });
      const { mails, digests, trip } = await lookbacks.of(wish);
      return { months: 12 as const, mails, digests, ...(trip === undefined ? {} : { trip }) };
    },
  );
}

const lookbackSchema = z.object({
  months: z.literal(12),
  mails: z.int().describe('Mails that would have gone at once'),
  digests: z.int().describe('Digests, each with everything that waited for it'),
  trip: z
    .object({
      days: z.int().describe('Days on which the trip is alerted'),
      most: z.int().describe('The most mails and digests in a time as long'),
    })
    .optional(),
});
