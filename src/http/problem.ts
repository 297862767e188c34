import { STATUS_CODES } from 'node:http';

import { hasZodFastifySchemaValidationErrors } from 'fastify-type-provider-zod';
import { z } from 'zod';

import { AppError, isPassing } from '#src/errors.ts';
import type { ErrorCode } from '#src/errors.ts';

import { faultsIn, faultSchema, InvalidBody, sentenceOf } from './fault.ts';
import type { Fault, Received } from './fault.ts';

/** RFC 9457. `code` is stable and for machines, `detail` is for people: what was expected, what arrived, what to do. */
export const problemSchema = z
  .object({
    type: z.literal('about:blank'),
    title: z.string(),
    status: z.int(),
    detail: z.string(),
    code: z.string().optional(),
    errors: z.array(faultSchema).optional(),
  })
  .meta({ id: 'Problem' });
export type Problem = z.infer<typeof problemSchema>;

/** What became of a request that was not answered. Never a stack, never the words of a database or a library. */
export function problemOf(error: unknown, received: Received): Problem {
  if (hasZodFastifySchemaValidationErrors(error)) {
    const { validation, validationContext = 'body' } = error;
    return problemOfFaults(validationContext, faultsIn(validation, received(validationContext)));
  }
  if (error instanceof InvalidBody) return problemOfFaults('body', error.faults);
  if (error instanceof AppError) return problemOfCode(error);
  if (isPassing(error)) return problemOfStatus(503, 'DATABASE_UNREACHABLE');
  return problemOfStatus(statusIn(error));
}

export function problem(status: number, detail: string, code?: string): Problem {
  const title = STATUS_CODES[status] ?? 'Unknown';
  return { type: 'about:blank', title, status, detail, ...(code === undefined ? {} : { code }) };
}

function problemOfFaults(place: string, faults: readonly Fault[]): Problem {
  const said = faults.slice(0, 5).map(sentenceOf).join('; ');
  const more = faults.length > 5 ? `; and ${faults.length - 5} more` : '';
  const whole = placeNames[place] ?? place;
  return {
    ...problem(400, `The ${whole} is not what was expected. ${said}${more}`, 'INPUT_INVALID'),
    errors: [...faults],
  };
}

/** Fastify's names for the parts of a request, in words. */
const placeNames: Readonly<Record<string, string>> = { params: 'address', querystring: 'query' };

/** True for the stable codes that a problem may carry. */
export function isErrorCode(code: string | undefined): code is ErrorCode {
  return code !== undefined && code in statusOf;
}

function problemOfCode({ code, message }: AppError): Problem {
  const status = statusOf[code];
  return status < 500 ? problem(status, message, code) : problemOfStatus(status, code);
}

function problemOfStatus(status: number, code?: string): Problem {
  return problem(status, wordsFor[status] ?? `${STATUS_CODES[status] ?? 'Refused'}.`, code);
}

const statusOf: Readonly<Record<ErrorCode, number>> = {
  APPROVAL_MISSING: 409,
  APPROVER_IS_AUTHOR: 403,
  CHALLENGE_INVALID: 422,
  CONFIGURATION_INVALID: 500,
  DATABASE_UNREACHABLE: 503,
  DECIDER_IS_PROPOSER: 403,
  DRAFT_CHANGED: 409,
  DRAFT_CLOSED: 409,
  DRAFT_INCOMPLETE: 422,
  DRAFT_SENT_BACK: 409,
  ENDPOINT_NOT_ACTIVE: 409,
  EVENTS_FORGOTTEN: 410,
  FORBIDDEN: 403,
  IDEMPOTENCY_KEY_BUSY: 409,
  IDEMPOTENCY_KEY_REUSED: 422,
  INPUT_INVALID: 400,
  KEY_FILE_INVALID: 500,
  KEYS_BUSY: 409,
  LIST_BUSY: 409,
  MISSION_CHANGE_CLOSED: 409,
  MISSION_CHANGE_STALE: 409,
  NOT_FOUND: 404,
  OUTBOUND_FAILED: 422,
  OUTBOUND_REFUSED: 422,
  PORT_IN_USE: 500,
  PUBLICATION_CLOSED: 409,
  QUEUE_UNREACHABLE: 503,
  RATE_LIMITED: 429,
  RECIPIENTS_OUTSIDE_ALLOWLIST: 409,
  REPORT_UNREADABLE: 422,
  SERVICE_UNSAFE: 500,
  SIGNING_FAILED: 503,
  SOURCE_UNREACHABLE: 503,
  SOURCE_UNREADABLE: 503,
  STORM_CLOSED: 409,
  TEMPLATE_INVALID: 500,
  TOKEN_EXPIRED: 401,
  TOKEN_INVALID: 404,
  UNAUTHENTICATED: 401,
  WAITERS_TOO_MANY: 429,
};

/** Statuses that Fastify gives without an error of ours; its own words name internals. */
const wordsFor: Readonly<Record<number, string>> = {
  400: 'Expected a body that can be read as what Content-Type says, such as well-formed JSON, and that is as long as Content-Length says.',
  408: 'Expected the whole request sooner: send it again.',
  413: 'Expected a body of at most 1 MB.',
  414: 'Expected a shorter address.',
  415: 'Expected another Content-Type: application/json, unless the documentation names others.',
  429: 'Expected fewer requests: wait as long as Retry-After says, then send it again.',
  431: 'Expected shorter headers.',
  500: 'Something went wrong here, and it has been logged. Nothing was done by halves; try again, or tell the operator.',
  503: 'A part of the service does not answer at the moment. Nothing was done; try again in a few seconds.',
};

function statusIn(error: unknown): number {
  const given = z.object({ statusCode: z.int().min(400).max(499) }).safeParse(error);
  return given.success ? given.data.statusCode : 500;
}
