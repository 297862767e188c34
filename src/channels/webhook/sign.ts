import { AppError } from '#src/errors.ts';

import { prepareVerifier } from './read-key.ts';
import type { PreparedKey, Verifier } from './read-key.ts';

export interface Signable {
  /** Stable over every attempt: receivers drop repeats by it. Without a full stop, which separates the signed parts. */
  readonly id: string;
  readonly timestamp: Date;
  readonly body: Buffer | string;
  /** Of both schemes, and several of each while one replaces another: each signs, and the receiver needs to know only one. */
  readonly keys: readonly PreparedKey[];
}

export interface SignatureHeaders {
  readonly 'webhook-id': string;
  readonly 'webhook-timestamp': string;
  readonly 'webhook-signature': string;
}

const webhookId = /^[A-Za-z0-9_-]{1,128}$/;

/** Signs by Standard Webhooks 1.0.0. Throws INPUT_INVALID for an id that receivers would not take. */
export function signWebhook(signable: Signable): SignatureHeaders {
  const { keys } = checked(signable);
  const seconds = secondsOf(signable);
  const content = contentOf(signable.id, seconds, signable.body);
  return headersOf(
    signable,
    keys.map((key) => key.sign(content)),
  );
}

/**
 * The same for thousands a second: more than a third of what a call costs is its ed25519 signature, and while another thread makes that
 * one this thread makes the next call.
 */
export async function signWebhookAside(signable: Signable): Promise<SignatureHeaders> {
  const { keys } = checked(signable);
  const seconds = secondsOf(signable);
  const content = contentOf(signable.id, seconds, signable.body);
  return headersOf(signable, await Promise.all(keys.map((key) => key.signAside(content))));
}

function checked(signable: Signable): Signable {
  if (!webhookId.test(signable.id)) {
    throw new AppError('INPUT_INVALID', 'expected a webhook id of letters, digits, _ and - only');
  }
  if (signable.keys.length > 0) return signable;
  throw new AppError('INPUT_INVALID', 'expected at least one key');
}

function secondsOf({ timestamp }: Signable): string {
  return String(Math.floor(timestamp.getTime() / 1000));
}

function headersOf(signable: Signable, signatures: readonly Buffer[]): SignatureHeaders {
  const { id, keys } = signable;
  return {
    'webhook-id': id,
    'webhook-timestamp': secondsOf(signable),
    'webhook-signature': keys
      .map(({ scheme }, at) => `${scheme},${signatures[at]?.toString('base64')}`)
      .join(' '),
  };
}

interface Received {
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly body: Buffer | string;
  /** `whsec_…` for v1; `whpk_…`, or `whsk_…` for its other half, for v1a. */
  readonly secret: string;
  readonly now: Date;
}

const toleranceSeconds = 300;

/** Whether a call that came in was signed with this key in the last five minutes. Throws INPUT_INVALID for a key that is none. */
export function isSignedWith({ headers, body, secret, now }: Received): boolean {
  const verifier = prepareVerifier(secret);
  const { 'webhook-id': id = '', 'webhook-timestamp': seconds = '' } = headers;
  if (!webhookId.test(id) || !/^\d{1,12}$/.test(seconds)) return false;
  const age = Math.floor(now.getTime() / 1000) - Number(seconds);
  if (Math.abs(age) > toleranceSeconds) return false;
  const content = contentOf(id, seconds, body);
  const written = headers['webhook-signature'] ?? '';
  return signaturesIn(written, verifier).some((one) => verifier.isSignature(content, one));
}

/** So many are looked at; a rotation needs two of each scheme. */
const mostSignatures = 16;

/** In the one spelling that base64 has for them. */
function signaturesIn(written: string, { scheme }: Verifier): readonly Buffer[] {
  const start = `${scheme},`;
  return written
    .split(' ', mostSignatures)
    .filter((part) => part.startsWith(start))
    .flatMap((part) => {
      const signature = Buffer.from(part.slice(start.length), 'base64');
      return signature.toString('base64') === part.slice(start.length) ? [signature] : [];
    });
}

/** What is signed at this moment; larger than any call, and used again for the next one. */
const desk = Buffer.allocUnsafeSlow(24_576);

/** Good until it is asked for again: whoever signs is done with it, or has copied it, before anybody else has a turn. */
function contentOf(id: string, seconds: string, body: Buffer | string): Buffer {
  const before = `${id}.${seconds}.`;
  const bytes = typeof body === 'string' ? Buffer.from(body) : body;
  const length = before.length + bytes.length;
  if (length > desk.length) return Buffer.concat([Buffer.from(before), bytes]);
  desk.write(before, 'latin1');
  bytes.copy(desk, before.length);
  return desk.subarray(0, length);
}
