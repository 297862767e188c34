import { createHmac, timingSafeEqual } from 'node:crypto';

import { AppError } from '#src/errors.ts';

export interface Signable {
  /** Stable over every attempt: receivers drop repeats by it. Without a full stop, which separates the signed parts. */
  readonly id: string;
  readonly timestamp: Date;
  readonly body: Buffer | string;
  /** Several while one replaces another: each signs, and the receiver needs to know only one. */
  readonly secrets: readonly string[];
}

export interface SignatureHeaders {
  readonly 'webhook-id': string;
  readonly 'webhook-timestamp': string;
  readonly 'webhook-signature': string;
}

interface Scheme {
  readonly version: string;
  /** How a secret says by which scheme it signs. */
  readonly prefix: string;
  readonly sign: (key: Buffer, content: Buffer) => Buffer;
}

const schemes: readonly Scheme[] = [
  {
    version: 'v1',
    prefix: 'whsec_',
    sign: (key, content) => createHmac('sha256', key).update(content).digest(),
  },
];

const webhookId = /^[A-Za-z0-9_-]{1,128}$/;

/** Signs by Standard Webhooks 1.0.0. Throws INPUT_INVALID for an id or a secret that receivers would not take. */
export function signWebhook({ id, timestamp, body, secrets }: Signable): SignatureHeaders {
  if (!webhookId.test(id)) {
    throw new AppError('INPUT_INVALID', 'expected a webhook id of letters, digits, _ and - only');
  }
  if (secrets.length === 0) throw new AppError('INPUT_INVALID', 'expected at least one secret');
  const seconds = Math.floor(timestamp.getTime() / 1000);
  const content = Buffer.concat([Buffer.from(`${id}.${seconds}.`), Buffer.from(body)]);
  const signatures = secrets.map((secret) => {
    const { scheme, key } = parseSecret(secret);
    return `${scheme.version},${scheme.sign(key, content).toString('base64')}`;
  });
  return {
    'webhook-id': id,
    'webhook-timestamp': String(seconds),
    'webhook-signature': signatures.join(' '),
  };
}

interface Received {
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly body: Buffer | string;
  readonly secret: string;
  readonly now: Date;
}

const toleranceSeconds = 300;

/** Whether a call that came in was signed with this secret in the last five minutes. */
export function isSignedWith({ headers, body, secret, now }: Received): boolean {
  const { 'webhook-id': id = '', 'webhook-timestamp': seconds = '' } = headers;
  if (!webhookId.test(id) || !/^\d{1,12}$/.test(seconds)) return false;
  if (Math.abs(now.getTime() / 1000 - Number(seconds)) > toleranceSeconds) return false;
  const timestamp = new Date(Number(seconds) * 1000);
  const expected = signWebhook({ id, timestamp, body, secrets: [secret] })['webhook-signature'];
  const signatures = (headers['webhook-signature'] ?? '').split(' ');
  return signatures.some((signature) => areEqual(signature, expected));
}

function areEqual(one: string, other: string): boolean {
  const [a, b] = [Buffer.from(one), Buffer.from(other)];
  return a.length === b.length && timingSafeEqual(a, b);
}

function parseSecret(secret: string): { scheme: Scheme; key: Buffer } {
  const scheme = schemes.find(({ prefix }) => secret.startsWith(prefix));
  const encoded = secret.slice(scheme?.prefix.length);
  const key = Buffer.from(encoded, 'base64');
  // Node decodes whatever resembles base64; only the round trip shows that nothing was dropped.
  const exact = key.toString('base64') === encoded;
  if (scheme && exact && key.length >= 24 && key.length <= 64) return { scheme, key };
  throw new AppError('INPUT_INVALID', 'expected a secret of whsec_ and 24 to 64 bytes in base64');
}
