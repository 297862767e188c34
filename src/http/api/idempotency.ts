import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';

import { AppError } from '#src/errors.ts';

import { actorOf } from './access.ts';

/** What was answered to a request, to be answered again. */
export interface KeptAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** A request that named a key, and whose it is. */
export interface KeyedRequest {
  readonly principal: string;
  readonly key: string;
  /** Keyed hash of all that it asks. */
  readonly request: Buffer;
}

/** A key that is ours while its request is under way. */
interface KeyClaim {
  readonly id: number;
  readonly fence: string;
}

/** What storage does for repeated requests. */
export interface IdempotentAnswers {
  readonly begin: (
    request: KeyedRequest,
  ) => Promise<
    | { readonly kind: 'ours'; readonly claim: KeyClaim }
    | { readonly kind: 'answered'; readonly answer: KeptAnswer }
    | { readonly kind: 'under-way' }
    | { readonly kind: 'another-request' }
  >;
  /** Does nothing when the key has been taken by somebody else meanwhile. */
  readonly keep: (claim: KeyClaim, answer: KeptAnswer) => Promise<void>;
  readonly release: (claim: KeyClaim) => Promise<void>;
}

export interface IdempotencyNeeds {
  readonly idempotentAnswers: IdempotentAnswers;
  /** Keyed hash: neither addresses of strangers nor what they ask can be guessed from it. */
  readonly hash: (text: string) => Buffer;
}

declare module 'fastify' {
  interface FastifyRequest {
    keyClaim: KeyClaim | undefined;
  }
}

const writes = ['POST', 'PUT', 'PATCH', 'DELETE'];
const keptHeaders = ['content-type', 'location', 'link', 'deprecation', 'sunset'];

/**
 * A write that names an Idempotency-Key is done once: whoever repeats it is given the very answer that was given first.
 * What fails before it is begun (a token, a body that is wrong) keeps no key, and neither does what failed here, nor what
 * says who may call: the right token may come next. Strangers, also those who sign, have no keys: anybody could fill the table.
 */
export function answerRepeats(
  api: FastifyInstance,
  { idempotentAnswers, hash }: IdempotencyNeeds,
): void {
  api.decorateRequest('keyClaim', undefined);

  api.addHook('preHandler', async (request, reply) => {
    const key = keyOf(request);
    if (key === undefined || request.caller === undefined) return;
    const keyed = { principal: actorOf(request), key, request: hash(askedBy(request)) };
    const begun = await idempotentAnswers.begin(keyed);
    if (begun.kind === 'answered') return repeat(reply, begun.answer);
    if (begun.kind === 'ours') {
      request.keyClaim = begun.claim;
      return;
    }
    throw refusalOf(begun.kind, reply);
  });

  api.addHook('onSend', async (request, reply, payload) => {
    const { keyClaim } = request;
    if (keyClaim === undefined) return;
    request.keyClaim = undefined;
    if (isPassing(reply.statusCode)) return idempotentAnswers.release(keyClaim);
    const body = typeof payload === 'string' ? payload : '';
    await idempotentAnswers.keep(keyClaim, {
      status: reply.statusCode,
      headers: kept(reply),
      body,
    });
  });
}

function isPassing(status: number): boolean {
  return status >= 500 || [401, 403, 429].includes(status);
}

function repeat(reply: FastifyReply, { status, headers, body }: KeptAnswer): FastifyReply {
  return reply
    .code(status)
    .headers(headers)
    .header('idempotency-replayed', 'true')
    .serializer(String)
    .send(body === '' ? undefined : body);
}

function refusalOf(kind: 'under-way' | 'another-request', reply: FastifyReply): AppError {
  if (kind === 'another-request') {
    return new AppError(
      'IDEMPOTENCY_KEY_REUSED',
      'Expected the request that this Idempotency-Key was first sent with, arrived another one: take a new key for it',
    );
  }
  reply.header('retry-after', '1');
  return new AppError(
    'IDEMPOTENCY_KEY_BUSY',
    'The request that this Idempotency-Key was first sent with is still under way: send it again in a moment',
  );
}

/** A string of structured fields, in quotes, or bare as many send it. */
function keyOf({ method, headers }: FastifyRequest): string | undefined {
  const header = headers['idempotency-key'];
  if (header === undefined || !writes.includes(method)) return undefined;
  const [, quoted, bare] =
    /^(?:"([\x20\x21\x23-\x5b\x5d-\x7e]{1,200})"|([\x21\x23-\x2b\x2d-\x7e]{1,200}))$/.exec(
      String(header),
    ) ?? [];
  const key = quoted ?? bare;
  if (key !== undefined) return key;
  throw new AppError(
    'INPUT_INVALID',
    'Expected an Idempotency-Key of 1 to 200 printable characters, such as "8e03978e-40d5-43dd-bc93-6894a57f9324", arrived another one',
  );
}

function askedBy({ method, url, headers, body }: FastifyRequest): string {
  const sent = Buffer.isBuffer(body) ? body.toString('base64') : body;
  return JSON.stringify([method, url, headers['content-type'], sent]);
}

function kept(reply: FastifyReply): Record<string, string> {
  return Object.fromEntries(
    keptHeaders.flatMap((name) => {
      const value = reply.getHeader(name);
      return value === undefined ? [] : [[name, String(value)]];
    }),
  );
}
