import { z } from 'zod';

import { addressSchema } from '#src/subscription/subscription.ts';
import { suppressionKinds } from '#src/subscription/suppression.ts';
import type { Suppressions } from '#src/subscription/suppression.ts';

import { forOfficers, officerOf } from './access.ts';
import { ok } from './answers.ts';
import type { Api } from './answers.ts';

export interface SuppressionsNeeds {
  readonly suppressions: Suppressions;
}

const suppressionSchema = z
  .object({
    kind: z.enum(suppressionKinds),
    reason: z.string(),
    since: z.date(),
    evidence: z.string().optional().describe('SHA-256 of what it rests on'),
    expiresAt: z.date().optional().describe('absent: it stays until somebody lifts it'),
  })
  .meta({ id: 'Suppression' });

const asked = z.object({
  address: addressSchema,
  reason: z.string().trim().min(1).max(500).describe('why it is asked; stands in the audit log'),
});
const answer = ok(
  z.object({
    suppression: suppressionSchema
      .optional()
      .describe('absent: nothing keeps it from being mailed'),
  }),
);
const tags = ['suppressions'];

/** B6: why one address that somebody names is not mailed, and the end of that. Nobody is listed; each look is audited. */
export function registerSuppressions(api: Api, { suppressions }: SuppressionsNeeds): void {
  api.post(
    '/suppressions/find',
    forOfficers(['operator'], {
      tags,
      summary: 'Why an address is not mailed',
      description: 'A read of an address: who asked, when and why stands in the audit log.',
      body: asked,
      response: answer,
    }),
    async ({ caller, body: { address, reason } }) => {
      const by = officerOf({ caller }).name;
      return { suppression: await suppressions.find(address, { by, reason }) };
    },
  );

  api.post(
    '/suppressions/lift',
    forOfficers(['operator'], {
      tags,
      summary: 'Mail to an address again',
      description:
        'As its owner wishes: what was ended by a complaint must be asked for again. Answers with what was lifted.',
      body: asked,
      response: answer,
    }),
    async ({ caller, body: { address, reason } }) => {
      const by = officerOf({ caller }).name;
      return { suppression: await suppressions.lift(address, { by, reason }) };
    },
  );
}
