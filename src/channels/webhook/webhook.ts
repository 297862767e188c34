import type { Logger } from 'pino';

import type { CallAnswer, Caller } from '#src/channels/caller.ts';
import type { SendOutcome } from '#src/channels/channel.ts';
import { OutboundError } from '#src/outbound/failure.ts';
import type { GuardedFetch } from '#src/outbound/fetch.ts';
import type { Limits } from '#src/outbound/limits.ts';

import { outcomeOfAnswer, outcomeOfFailure } from './outcome.ts';
import type { PreparedKey } from './read-key.ts';
import { redact } from './redact.ts';
import { signWebhookAside } from './sign.ts';

/** A finished message for one endpoint. */
export interface WebhookMessage {
  /** The same over every attempt and every replay, in letters, digits, `_` and `-`. */
  readonly id: string;
  readonly url: string;
  /** All that have not ended, of both schemes. */
  readonly keys: readonly PreparedKey[];
  /** In JSON under 20 KB. */
  readonly body: Buffer;
  readonly contentType: string;
  /** What else is said about it: `webhook-sequence`, `webhook-replay`. They are not signed. */
  readonly headers?: Readonly<Record<string, string>>;
}

interface WebhookCallerOptions {
  readonly fetch: GuardedFetch;
  readonly now: () => Date;
  readonly log: Pick<Logger, 'debug'>;
  readonly limits?: Partial<Limits>;
}

/**
 * Standard Webhooks asks for small payloads; whoever wants all of it fetches it by the API. A CAP message cannot leave
 * countries out, and a late one is worse than a long one.
 */
const maxBodyBytes = 20_000;
const maxCapBytes = 200_000;

const unanswered = { status: undefined, response: undefined };

/** Signed POSTs through the guarded door. Time and signature are renewed at every attempt, so that a late retry is not stale. */
export function createWebhookCaller(options: WebhookCallerOptions): Caller<WebhookMessage> {
  const { now, log } = options;
  return {
    async call(message, signal) {
      const startedAt = now();
      const { outcome, ...said } = await attempt(options, message, signal);
      const tookMs = now().getTime() - startedAt.getTime();
      log.debug({ messageId: message.id, tookMs, ...outcome }, 'webhook.attempted');
      return { outcome, answer: { ...said, tookMs } };
    },
    async [Symbol.asyncDispose]() {},
  };
}

interface Attempted extends Omit<CallAnswer, 'tookMs'> {
  readonly outcome: SendOutcome;
}

async function attempt(
  { fetch, now, limits }: WebhookCallerOptions,
  { id, url, keys, body, contentType, headers }: WebhookMessage,
  signal: AbortSignal,
): Promise<Attempted> {
  if (body.length > (contentType === 'application/json' ? maxBodyBytes : maxCapBytes)) {
    const reason = 'payload-too-large';
    return {
      ...unanswered,
      outcome: { kind: 'refused', reason, recipientGone: false, byUs: true },
    };
  }
  const signature = await signWebhookAside({ id, timestamp: now(), body, keys });
  const call = {
    url,
    method: 'POST',
    body,
    headers: { ...headers, 'content-type': contentType, ...signature },
  } as const;
  try {
    const answer = await fetch.request({ ...call, ...(limits && { limits }) }, signal);
    return {
      outcome: outcomeOfAnswer(answer, now()),
      status: answer.status,
      response: redact(answer.body, answer.truncated),
    };
  } catch (error) {
    if (error instanceof OutboundError) return { ...unanswered, outcome: outcomeOfFailure(error) };
    throw error;
  }
}
