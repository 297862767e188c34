import { z } from 'zod';

import { scopeSchema } from '#src/endpoints/partner.ts';
import type { PartnerToken, PartnerTokens, Scope } from '#src/endpoints/partner.ts';
import { AppError } from '#src/errors.ts';

import { ok } from './answers.ts';
import { next } from './paging.ts';

export interface PartnerTokensNeeds {
  readonly partnerTokens: PartnerTokens;
  readonly now: () => Date;
}

const tokenSchema = z
  .object({
    id: z.string().describe('the beginning of its hash'),
    name: z.string(),
    scopes: z.array(scopeSchema),
    endpoint: z.string().optional(),
    createdBy: z.string(),
    createdAt: z.date(),
    expiresAt: z.date().optional(),
    revokedAt: z.date().optional(),
  })
  .meta({ id: 'Token' });
export const issuedSchema = tokenSchema
  .extend({ token: z.string().describe('shown this once') })
  .meta({ id: 'IssuedToken' });
export const tokensSchema = ok(z.object({ tokens: z.array(tokenSchema), ...next }));

export const newTokenSchema = (allowed: readonly Scope[]) =>
  z.strictObject({
    name: z.string().trim().min(1).max(120).describe('whose it is'),
    scopes: z.array(z.enum(allowed)).min(1),
    days: z.int().min(1).max(3_650).optional().describe('it expires after so many days'),
  });
export const overlapSchema = z.strictObject({
  overlapHours: z.int().min(0).max(168).default(24).describe('how long the old one lives on'),
});

const dayMs = 86_400_000;

export function tokenView(entry: PartnerToken): z.infer<typeof tokenSchema> {
  return tokenSchema.parse(entry);
}

export function shownToken({
  entry,
  token,
}: {
  readonly entry: PartnerToken;
  readonly token: string;
}) {
  return { ...tokenView(entry), token };
}

export function inDays(days: number | undefined, now: Date): Date | undefined {
  return days === undefined ? undefined : new Date(now.getTime() + days * dayMs);
}

export function missingToken(id: string): AppError {
  return new AppError('NOT_FOUND', `There is no token ${id} that still lives`);
}
