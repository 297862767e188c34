import type { Caller } from '#src/channels/caller.ts';
import type { Channel } from '#src/channels/channel.ts';

import type { WebhookMessage } from './webhook.ts';

/** The channel of webhooks as a caller. */
export function createWebhookCaller(channel: Channel<WebhookMessage>): Caller<WebhookMessage> {
  return {
    async call(message, signal) {
      const startedAt = performance.now();
      const line = await channel.take(signal);
      if (line === undefined) return untold;
      const outcome = await line.send(message, signal).finally(() => channel.giveBack(line));
      const tookMs = performance.now() - startedAt;
      const reason = outcome.kind === 'accepted' ? 'http-204' : outcome.reason;
      return { outcome, answer: { status: statusIn(reason), tookMs, response: undefined } };
    },
    [Symbol.asyncDispose]: () => channel[Symbol.asyncDispose](),
  };
}

const untold = {
  outcome: { kind: 'unreachable', reason: 'aborted' },
  answer: { status: undefined, tookMs: 0, response: undefined },
} as const;

function statusIn(reason: string): number | undefined {
  const status = /^http-(\d{3})$/.exec(reason)?.[1];
  return status === undefined ? undefined : Number(status);
}
