import { z } from 'zod';

import { policy } from '#config/policy.ts';
import { invite, mostInvited } from '#src/lists/inviting.ts';
import type { Lists } from '#src/lists/list.ts';
import { addressSchema, wishSchema } from '#src/subscription/subscription.ts';

import { forOfficers, officerOf } from './access.ts';
import { accepted } from './answers.ts';
import type { Api } from './answers.ts';
import { refuseUnfit } from './unfit.ts';

export interface InvitationsNeeds {
  readonly lists: Lists;
  /** Languages offered to citizens. */
  readonly languages: readonly string[];
  readonly now: () => Date;
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
export function registerInvitations(api: Api, { lists, languages, now }: InvitationsNeeds): void {
  api.post(
    '/invitations',
    forOfficers(['operator'], {
      tags: ['subscriptions'],
      summary: 'Invite the staff of an organisation',
      description:
        'Each address is mailed who invites and what is proposed; each person confirms for themselves. What a sign-up refuses (a language that is not offered, a trip that is over, too far off or too long) refuses the whole call, with its place in `errors`. Suppressed people and those who left are not asked, and the answer is the same for everybody. Nobody is told who confirmed: `npm run citizens -- lists` tells how many, from ten on.',
      body: bodySchema,
      response: accepted(z.object({ list: z.int(), people: z.int() })),
    }),
    async (request, reply) => {
      const { organisation } = request.body;
      const people = request.body.people.map(({ address, ...wish }) => ({ address, wish }));
      refuseUnfit(
        people.map(({ wish }, at) => ({ wish, pointer: `/people/${at}` })),
        { languages, now: now() },
      );
      const list = await invite(lists, {
        organisation,
        by: officerOf(request).name,
        people,
        perMinute: policy.listMailsPerMinute,
      });
      return reply.code(202).send({ list, people: people.length });
    },
  );
}
