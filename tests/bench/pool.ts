import { createHmac } from 'node:crypto';

import { createTransport } from 'nodemailer';

import type { Sample } from './sample.ts';

/** A way of sending to be compared with. */
interface Sending extends AsyncDisposable {
  /** Resolves when every message was accepted; `accepted` is called after each. */
  readonly send: (addresses: readonly string[], accepted: () => void) => Promise<void>;
}

export interface BaselineParts {
  readonly sample: Sample;
  readonly connections: number;
  /** The sink's, on loopback. */
  readonly port: number;
  readonly redisUrl: string;
}

export type Baseline = (parts: BaselineParts) => Promise<Sending> | Sending;

/** One message for one address, accepted when it resolves. */
type SendOne = (address: string) => Promise<unknown>;

/** nodemailer's pool, which composes each message from text and HTML with personal links and headers. */
export const composing: Baseline = (parts) => {
  const { sendOne, close } = createComposing(parts);
  return { send: onAll(parts, sendOne), [Symbol.asyncDispose]: async () => close() };
};

/** nodemailer's pool, handed the finished message as it is, with an envelope for each. */
export const raw: Baseline = (parts) => {
  const pool = openPool(parts);
  const message = Buffer.from(parts.sample.raw, 'base64');
  const from = parts.sample.envelopeFrom;
  const sendOne: SendOne = (to) => pool.sendMail({ raw: message, envelope: { from, to } });
  return { send: onAll(parts, sendOne), [Symbol.asyncDispose]: async () => pool.close() };
};

export function createComposing(parts: BaselineParts) {
  const pool = openPool(parts);
  const { sample } = parts;
  const sendOne: SendOne = (to) => {
    const token = tokenFor(to, sample.token.length);
    const personal = (text: string) => text.replaceAll(sample.token, token);
    return pool.sendMail({
      from: { name: sample.fromName, address: sample.fromAddress },
      replyTo: sample.replyTo,
      to,
      envelope: { from: sample.envelopeFrom, to },
      subject: sample.subject,
      messageId: `<${tokenFor(`id of ${to}`, 32)}@example.org>`,
      date: new Date(),
      headers: {
        ...sample.headers,
        'List-Unsubscribe': personal(sample.listUnsubscribe),
        'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click',
      },
      text: personal(sample.text),
      html: personal(sample.html),
    });
  };
  return { sendOne, close: () => pool.close() };
}

function openPool({ port, connections }: BaselineParts) {
  return createTransport({
    pool: true,
    host: '127.0.0.1',
    port,
    maxConnections: connections,
    maxMessages: Number.POSITIVE_INFINITY,
    ignoreTLS: true,
    disableFileAccess: true,
    disableUrlAccess: true,
  });
}

/** Twice as many messages are under way as there are connections, so that none of those ever waits for us. */
function onAll({ connections }: BaselineParts, sendOne: SendOne): Sending['send'] {
  return async (addresses, accepted) => {
    const left = addresses.values();
    const sendRest = async () => {
      for (const address of left) {
        await sendOne(address);
        accepted();
      }
    };
    await Promise.all(Array.from({ length: connections * 2 }, sendRest));
  };
}

const tokenKey = Buffer.alloc(32, 7);

function tokenFor(address: string, length: number): string {
  return createHmac('sha256', tokenKey).update(address).digest('base64url').slice(0, length);
}
