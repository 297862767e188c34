import type { FastifyRequest } from 'fastify';
import { z } from 'zod';

import { paths } from '#src/rendering/paths.ts';

const tokenSchema = z.object({ token: z.string() });

/** The token in a path. Whether it is one of ours, only its use tells. */
export function tokenIn(request: FastifyRequest): string {
  return tokenSchema.parse(request.params).token;
}

/** Where the pages below a manage link begin. */
export function managePath(request: FastifyRequest): string {
  return `${paths.manage}/${encodeURIComponent(tokenIn(request))}`;
}

const subscriptionSchema = z.object({
  subscription: z.coerce.number().int().positive().max(Number.MAX_SAFE_INTEGER),
});

/** The subscription in a path below a token; undefined when it is no number. */
export function subscriptionIn(request: FastifyRequest): number | undefined {
  return subscriptionSchema.safeParse(request.params).data?.subscription;
}
