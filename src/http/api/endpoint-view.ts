import { z } from 'zod';

import {
  contactSchema,
  endpointDetails,
  endpointFormats,
  endpointKinds,
  endpointStates,
} from '#src/endpoints/endpoint.ts';
import type { Endpoint } from '#src/endpoints/endpoint.ts';
import { filterSchema } from '#src/endpoints/filter.ts';
import { AppError } from '#src/errors.ts';
import { hasRole } from '#src/officers/officer.ts';

import type { Caller } from './bearer.ts';

const keySchema = z.object({
  scheme: z.enum(['v1', 'v1a']),
  publicKey: z.string().optional().describe('`whpk_…` of v1a'),
  createdAt: z.date(),
  endsAt: z.date().optional().describe('another key has taken its place; both sign until then'),
});

export const endpointSchema = z
  .object({
    id: z.string(),
    name: z.string(),
    kind: z.enum(endpointKinds),
    url: z.string().optional(),
    format: z.enum(endpointFormats),
    detail: z.enum(endpointDetails),
    filter: filterSchema,
    contacts: z.array(contactSchema).optional().describe('for operators and the endpoint itself'),
    state: z.enum(endpointStates),
    reason: z.string().optional().describe('why it is not active'),
    createdAt: z.date(),
    verifiedAt: z.date().optional(),
    failures: z.int().describe('calls in a row that failed'),
    failingSince: z.date().optional(),
    failingReason: z
      .string()
      .optional()
      .describe('what the latest call that failed came to; `returned-…`: a mail that came back'),
    lastSequence: z.int().describe('of the latest event it was to be told'),
    keys: z.array(keySchema).describe('all sign, until they end'),
    jwks: z.string().optional().describe('where its public keys stand as a JSON Web Key Set'),
  })
  .meta({ id: 'Endpoint' });

export const withSecretSchema = endpointSchema
  .extend({
    secret: z.string().describe('signs every call (Standard Webhooks, v1); shown this once'),
  })
  .meta({ id: 'RegisteredEndpoint' });

/** Where a scheme that ends in a key of its own publishes it. */
export function createEndpointView(publicUrl: string) {
  return function view(endpoint: Endpoint, caller: Caller): z.infer<typeof endpointSchema> {
    const { contacts, ...rest } = endpointSchema.parse(endpoint);
    return {
      ...rest,
      ...(maySeeContacts(caller, endpoint) && { contacts }),
      ...(endpoint.kind === 'webhook' && {
        jwks: `${publicUrl}/endpoints/${endpoint.id}/jwks.json`,
      }),
    };
  };
}

function maySeeContacts(caller: Caller, { id }: Endpoint): boolean {
  return caller.kind === 'partner' ? caller.endpoint === id : hasRole(caller.officer, ['operator']);
}

export function missingEndpoint(id: string): AppError {
  return new AppError('NOT_FOUND', `There is no endpoint ${id}`);
}
