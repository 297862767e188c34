import { z } from 'zod';

import type { Admission } from '#src/http/admission.ts';
import { InvalidBody } from '#src/http/fault.ts';
import type { Lookbacks } from '#src/subscription/lookbacks.ts';
import { tripProblem } from '#src/subscription/stay.ts';
import type { TripProblem } from '#src/subscription/stay.ts';
import { addressSchema, wishSchema } from '#src/subscription/subscription.ts';
import type { Subscriptions, Wish } from '#src/subscription/subscription.ts';

import { forEverybody } from './access.ts';
import { accepted } from './answers.ts';
import type { Api } from './answers.ts';

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
    forEverybody({
      tags,
      summary: 'Ask to be told',
      description:
        'A mail with a link to confirm follows; until then nothing else is sent. The answer is the same for every address. Nobody is refused: over a limit the mail waits for its turn, `waitSeconds` says how long.',
      body: wishSchema.extend({ address: addressSchema }),
      response: accepted(z.object({ status: z.literal('accepted'), waitSeconds: z.int().min(0) })),
    }),
    async (request, reply) => {
      const { address, ...wish } = request.body;
      refuseUnfit(wish, { languages, now: now() });
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
      refuseUnfit(wish, { languages, now: now() });
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

interface Fitting {
  readonly languages: readonly string[];
  readonly now: Date;
}

/** What one schema cannot say: it knows neither the issuer's languages nor what day it is. */
function refuseUnfit({ language, stay }: Wish, { languages, now }: Fitting): void {
  if (!languages.includes(language)) {
    const expected = `expected one of ${languages.join(', ')}`;
    throw new InvalidBody([{ pointer: '/language', expected, arrived: language }]);
  }
  const problem = stay.kind === 'trip' ? tripProblem(stay, now) : undefined;
  if (stay.kind !== 'trip' || problem === undefined) return;
  const [field, expected] = tripRefusals[problem];
  throw new InvalidBody([{ pointer: `/stay/${field}`, expected, arrived: stay[field] }]);
}

const tripRefusals: Readonly<Record<TripProblem, readonly [field: 'from' | 'to', string]>> = {
  'trip-order': ['to', 'expected a trip that ends no earlier than it begins'],
  'trip-over': ['to', 'expected a day that is still to come: this trip is over'],
  'trip-far': ['from', 'expected a trip that begins within two years'],
  'trip-long': ['to', 'expected a trip of at most a year; for a longer stay ask as a resident'],
};
