import { z } from 'zod';

import { policy } from '#config/policy.ts';
import { AppError } from '#src/errors.ts';
import { invite, mostInvited } from '#src/lists/inviting.ts';
import type { Lists } from '#src/lists/list.ts';
import { addressSchema, wishSchema } from '#src/subscription/subscription.ts';

import { forOfficers, officerOf } from './access.ts';
import { accepted } from './answers.ts';
import type { Api } from './answers.ts';

export interface InvitationsNeeds {
  readonly lists: Lists;
  /** Languages offered to citizens. */
  readonly languages: readonly string[];
}

const bodySchema = z.object({
  organisation: z
    .string()
    .trim()
    .regex(/^[^\p{C}@<>]{1,100}$/u, 'expected a name of at most 100 letters and no address'),
  people: z
    .array(wishSchema.extend({ address: addressSchema }))
    .min(1)
    .max(mostInvited),
});

/** An organisation invites its staff. What is answered tells nothing about any of them. */
export function registerInvitations(api: Api, { lists, languages }: InvitationsNeeds): void {
  api.post(
    '/invitations',
    forOfficers(['operator'], {
      tags: ['subscriptions'],
      summary: 'Invite the staff of an organisation',
      description:
        'Each address is mailed who invites and what is proposed; each person confirms for themselves. Suppressed people and those who left are not asked, and the answer is the same for everybody. Nobody is told who confirmed: `npm run citizens -- lists` tells how many, from ten on.',
      body: bodySchema,
      response: accepted(z.object({ list: z.int(), people: z.int() })),
    }),
    async (request, reply) => {
      const { organisation, people } = request.body;
      const other = people.find(({ language }) => !languages.includes(language));
      if (other !== undefined) {
        throw new AppError(
          'INPUT_INVALID',
          `/people: expected languages among ${languages.join(', ')}, arrived ${other.language}`,
        );
      }
      const list = await invite(lists, {
        organisation,
        by: officerOf(request).name,
        people: people.map(({ address, ...wish }) => ({ address, wish })),
        perMinute: policy.listMailsPerMinute,
      });
      return reply.code(202).send({ list, people: people.length });
    },
  );
}
