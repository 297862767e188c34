import { z } from 'zod';

import { AppError } from '#src/errors.ts';
import type { Admission } from '#src/http/admission.ts';
import { addressSchema, wishSchema } from '#src/subscription/subscription.ts';
import type { Subscriptions } from '#src/subscription/subscription.ts';

import { forEverybody } from './access.ts';
import { accepted } from './answers.ts';
import type { Api } from './answers.ts';

export interface SubscriptionsNeeds {
  readonly subscriptions: Pick<Subscriptions, 'request'>;
  readonly admission: Pick<Admission, 'ofCall'>;
  /** Languages offered to citizens. */
  readonly languages: readonly string[];
}

const tags = ['subscriptions'];

/** S1: the same answer for every address, known or not. What it says stands in the mail that follows. */
export function registerSubscriptions(
  api: Api,
  { subscriptions, admission, languages }: SubscriptionsNeeds,
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
      if (!languages.includes(wish.language)) {
        throw new AppError(
          'INPUT_INVALID',
          `/language: expected one of ${languages.join(', ')}, arrived ${wish.language}`,
        );
      }
      const turn = await admission.ofCall(request);
      await subscriptions.request(address, wish, turn);
      return reply
        .code(202)
        .send({ status: 'accepted', waitSeconds: Math.ceil(turn.saidMs / 1_000) });
    },
  );
}
