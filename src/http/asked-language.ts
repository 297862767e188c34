import type { FastifyRequest } from 'fastify';
import { z } from 'zod';

const askedSchema = z.object({ lang: z.string().optional() }).catch({});

/** The language asked for in the address, else in the form that was sent. */
export function askedLanguage({
  query,
  body,
}: Pick<FastifyRequest, 'query' | 'body'>): string | undefined {
  return askedSchema.parse(query).lang ?? askedSchema.parse(body).lang;
}
