import { z } from 'zod';

import { languageSchema } from '#src/advisory/advisory.ts';
import type { Trying } from '#src/officers/trying.ts';
import { addressSchema } from '#src/subscription/subscription.ts';

import { forOfficers, officerOf } from './access.ts';
import { accepted } from './answers.ts';
import type { Api } from './answers.ts';
import { draftParams } from './drafts.ts';

export interface TryingNeeds {
  readonly desk: Trying;
}

/** A draft in a real mailbox before it goes to anybody else. */
export function registerTrying(api: Api, { desk }: TryingNeeds): void {
  api.post(
    '/drafts/:id/test',
    forOfficers(['author', 'approver'], {
      tags: ['drafts'],
      summary: 'Mail a draft, marked as a test, to addresses that the allow-list names',
      description:
        'To all that RECIPIENT_ALLOWLIST names one by one, or to those given, in every language or those given. Nobody gets one for having subscribed.',
      params: draftParams,
      body: z
        .object({
          to: z.array(addressSchema).min(1).max(20).optional(),
          languages: z.array(languageSchema).min(1).max(20).optional(),
        })
        .nullish(),
      response: accepted(z.object({ messages: z.int() })),
    }),
    async ({ caller, params, body }, reply) => {
      const messages = await desk.sendTest(officerOf({ caller }), { ...params, ...body });
      return reply.code(202).send({ messages });
    },
  );
}
