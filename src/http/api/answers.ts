import type { IncomingMessage, ServerResponse } from 'node:http';

import type { FastifyBaseLogger, FastifyInstance, RawServerDefault } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { z } from 'zod';

import { problemSchema } from '#src/http/problem.ts';

/** The scope below /api/v1. */
export type Api = FastifyInstance<
  RawServerDefault,
  IncomingMessage,
  ServerResponse,
  FastifyBaseLogger,
  ZodTypeProvider
>;

const refusal = {
  description: 'Refused: what was expected, what arrived, what to do',
  content: { 'application/problem+json': { schema: problemSchema } },
};

/** The problems that any route may have. */
const refusals = { '4xx': refusal, '5xx': refusal };

/** The responses of a route, by what its answer is. */
export const ok = <Answer extends z.ZodType>(answer: Answer) => ({ 200: answer, ...refusals });
export const created = <Answer extends z.ZodType>(answer: Answer) => ({ 201: answer, ...refusals });
export const accepted = <Answer extends z.ZodType>(answer: Answer) => ({
  202: answer,
  ...refusals,
});
export const done = () => ({ 204: z.undefined().describe('done'), ...refusals });

/** Every officer may read what the others do. */
export const anyRole = ['author', 'approver', 'operator', 'auditor'] as const;
