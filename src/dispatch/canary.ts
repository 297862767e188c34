import type { MailWords } from '#src/rendering/message.ts';

/** The ways by which a message leaves. */
export type ChannelName = 'email' | 'webhook';

/** A message of ours to ourselves that shows that a channel works from end to end (Q12). */
export interface Canary {
  readonly id: number;
  readonly sentAt: Date;
}

export interface Canaries {
  /** Queues the canaries whose time has come and forgets old ones. Several processes may ask at once. */
  readonly send: () => Promise<void>;
  /** How many in a row did not arrive, for each channel that has a canary. */
  readonly misses: () => Promise<
    readonly { readonly channel: ChannelName; readonly misses: number }[]
  >;
}

/** The purpose of a canary's delivery among those of the standing publication. */
export const canaryPrefix = 'canary:';

/** For the operator who looks into the canary's mailbox: no template, since no citizen ever reads it. */
export function canaryWords({ id, sentAt }: Canary): MailWords {
  const text = `Canary ${id}, queued ${sentAt.toISOString()}.\n\nThe service sent this to itself to see that mail leaves. Nothing is to be done.`;
  const html = `<!doctype html><html lang="en"><title>Canary</title><p>${text.replace('\n\n', '</p><p>')}</p></html>`;
  return { subject: `Canary ${id}`, html, text, language: 'en', dir: 'ltr' };
}

export function canaryBody({ id, sentAt }: Canary): Buffer {
  const payload = { type: 'canary', timestamp: sentAt.toISOString(), data: { canary: id } };
  return Buffer.from(JSON.stringify(payload));
}
