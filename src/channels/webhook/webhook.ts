import type { Logger } from 'pino';

import type { Channel, Line, SendOutcome } from '#src/channels/channel.ts';
import { createPlaces } from '#src/channels/places.ts';
import { OutboundError } from '#src/outbound/failure.ts';
import type { GuardedFetch } from '#src/outbound/fetch.ts';

import { outcomeOfAnswer, outcomeOfFailure } from './outcome.ts';
import { signWebhook } from './sign.ts';

/** A finished message for one endpoint. */
export interface WebhookMessage {
  /** The same over every attempt and every replay, in letters, digits, `_` and `-`. */
  readonly id: string;
  readonly url: string;
  readonly secrets: readonly string[];
  /** JSON in UTF-8, under 20 KB. */
  readonly body: Buffer;
}

interface WebhookChannelOptions {
  readonly fetch: GuardedFetch;
  readonly now: () => Date;
  readonly log: Pick<Logger, 'debug'>;
  readonly concurrency: number;
}

/** Standard Webhooks asks for small payloads; whoever wants all of it fetches it by the API. */
const maxBodyBytes = 20_000;

/** Signed POSTs through the guarded door. Time and signature are renewed at every attempt, so that a late retry is not stale. */
export function createWebhookChannel(options: WebhookChannelOptions): Channel<WebhookMessage> {
  const { now, log, concurrency } = options;
  const line = (): Line<WebhookMessage> => ({
    async send(message, signal) {
      const startedAt = now();
      const outcome = await attempt(options, message, signal);
      const tookMs = now().getTime() - startedAt.getTime();
      log.debug({ messageId: message.id, tookMs, ...outcome }, 'webhook.attempted');
      return outcome;
    },
  });
  const places = createPlaces(Array.from({ length: concurrency }, line));
  return { concurrency, ...places, async [Symbol.asyncDispose]() {} };
}

async function attempt(
  { fetch, now }: WebhookChannelOptions,
  { id, url, secrets, body }: WebhookMessage,
  signal: AbortSignal,
): Promise<SendOutcome> {
  if (body.length > maxBodyBytes) {
    return { kind: 'refused', reason: 'payload-too-large', recipientGone: false };
  }
  const signature = signWebhook({ id, timestamp: now(), body, secrets });
  const headers = { 'content-type': 'application/json', ...signature };
  try {
    const answer = await fetch.request({ url, method: 'POST', headers, body }, signal);
    return outcomeOfAnswer(answer, now());
  } catch (error) {
    if (error instanceof OutboundError) return outcomeOfFailure(error);
    throw error;
  }
}
