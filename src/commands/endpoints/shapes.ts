import { z } from 'zod';

const endpointSchema = z.object({
  id: z.string(),
  kind: z.string(),
  name: z.string(),
  url: z.string().optional(),
  format: z.string(),
  detail: z.string(),
  filter: z.record(z.string(), z.unknown()),
  contacts: z.array(z.object({ email: z.string() })).optional(),
  state: z.string(),
  reason: z.string().optional(),
  verifiedAt: z.coerce.date().optional(),
  failures: z.number(),
  failingSince: z.coerce.date().optional(),
  failingReason: z.string().optional(),
  lastSequence: z.number(),
  keys: z.array(
    z.object({
      scheme: z.string(),
      publicKey: z.string().optional(),
      endsAt: z.coerce.date().optional(),
    }),
  ),
  jwks: z.string().optional(),
});
export type ShownEndpoint = z.infer<typeof endpointSchema>;
export const shownEndpoint = endpointSchema;
export const endpointsPage = z.object({
  endpoints: z.array(endpointSchema),
  next: z.string().optional(),
});
export const withSecret = endpointSchema.extend({ secret: z.string() });

export const pinged = z.object({ event: z.string(), sequence: z.number() });
export const replayed = z.object({ replayed: z.number(), waiting: z.number() });

export const callsPage = z.object({
  calls: z.array(
    z.object({
      sequence: z.number(),
      replay: z.boolean(),
      event: z.string(),
      type: z.string(),
      state: z.string(),
      reason: z.string().optional(),
      attempts: z.number(),
      attemptedAt: z.coerce.date().optional(),
      tookMs: z.number().optional(),
      status: z.number().optional(),
    }),
  ),
});

const tokenSchema = z.object({
  id: z.string(),
  name: z.string(),
  scopes: z.array(z.string()),
  expiresAt: z.coerce.date().optional(),
  revokedAt: z.coerce.date().optional(),
});
export const tokensPage = z.object({ tokens: z.array(tokenSchema) });
export const issuedToken = tokenSchema.extend({ token: z.string() });
