import { signWebhook } from '#src/channels/webhook/sign.ts';

interface Received {
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly body: Buffer | string;
  readonly secret: string;
  readonly now: Date;
}

const toleranceSeconds = 300;

/** What a receiver does, built on our own signer: sign what arrived and look whether that signature is among those sent. */
export function verifyWebhook({ headers, body, secret, now }: Received): boolean {
  const {
    'webhook-id': id,
    'webhook-timestamp': seconds = '',
    'webhook-signature': sent,
  } = headers;
  if (id === undefined || sent === undefined || !/^\d+$/.test(seconds)) return false;
  const age = Math.abs(Math.floor(now.getTime() / 1000) - Number(seconds));
  if (age > toleranceSeconds) return false;
  const secrets = [secret.startsWith('whsec_') ? secret : `whsec_${secret}`];
  const timestamp = new Date(Number(seconds) * 1000);
  const expected = signWebhook({ id, timestamp, body, secrets })['webhook-signature'];
  return sent.split(' ').includes(expected);
}
