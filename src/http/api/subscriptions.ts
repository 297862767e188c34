import { z } from 'zod';

import { AppError } from '#src/errors.ts';
import { addressSchema, wishSchema } from '#src/subscription/subscription.ts';
import type { Subscriptions } from '#src/subscription/subscription.ts';

import { forEverybody } from './access.ts';
import { accepted } from './answers.ts';
import type { Api } from './answers.ts';

export interface SubscriptionsNeeds {
  readonly subscriptions: Pick<Subscriptions, 'request'>;
  /** Languages offered to citizens. */
  readonly languages: readonly string[];
}

const tags = ['subscriptions'];

/** S1: the same answer for every address, known or not. What it says stands in the mail that follows. */
export function registerSubscriptions(
  api: Api,
  { subscriptions, languages }: SubscriptionsNeeds,
): void {
  api.post(
    '/subscriptions',
    forEverybody({
      tags,
      summary: 'Ask to be told',
      description:
        'A mail with a link to confirm follows; until then nothing else is sent. The answer is the same for every address.',
      body: wishSchema.extend({ address: addressSchema }),
      response: accepted(z.object({ status: z.literal('accepted') })),
    }),
    async ({ body: { address, ...wish } }, reply) => {
      if (!languages.includes(wish.language)) {
        throw new AppError(
          'INPUT_INVALID',
          `/language: expected one of ${languages.join(', ')}, arrived ${wish.language}`,
        );
      }
      await subscriptions.request(address, wish);
      return reply.code(202).send({ status: 'accepted' });
    },
  );
}
