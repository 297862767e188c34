import type { Caller } from '#src/channels/caller.ts';
import type { Channel, SendOutcome } from '#src/channels/channel.ts';

import type { EmailMessage } from './email-message.ts';

/**
 * Tells a duty mailbox by mail. A mailbox that is refused for good is failing and tried again, for days: a directory that is
 * mended brings it back, and until then its emergencies go to the next contact.
 */
export function createMailCaller({
  channel,
  now,
}: {
  readonly channel: Channel<EmailMessage>;
  readonly now: () => Date;
}): Caller<EmailMessage> {
  return {
    async call(message, signal) {
      const begunAt = now().getTime();
      const outcome = await send(channel, message, signal);
      const tookMs = now().getTime() - begunAt;
      return { outcome, answer: { status: undefined, tookMs, response: undefined } };
    },
    async [Symbol.asyncDispose]() {},
  };
}

async function send(
  channel: Channel<EmailMessage>,
  message: EmailMessage,
  signal: AbortSignal,
): Promise<SendOutcome> {
  const line = await channel.take(signal);
  if (line === undefined) return { kind: 'unreachable', reason: 'aborted' };
  try {
    const outcome = await line.send(message, signal);
    if (outcome.kind !== 'refused' || !outcome.recipientGone) return outcome;
    return { kind: 'later', reason: outcome.reason };
  } finally {
    channel.giveBack(line);
  }
}
