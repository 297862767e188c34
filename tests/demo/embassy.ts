import type { IncomingHttpHeaders } from 'node:http';

import { Webhook } from 'standardwebhooks';
import { z } from 'zod';

import { startWebhookReceiver } from '#tests/support/webhook-receiver.ts';

/** A call as an embassy's system got it. */
export interface ReceivedCall {
  readonly id: string;
  readonly type: string;
  readonly revision: number;
  /** By the published package `standardwebhooks`, with the secret given at registration. */
  readonly verified: boolean;
  /** With which it was signed: of a service that is gone when the demo ends. */
  readonly secret: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

export interface Embassy extends AsyncDisposable {
  readonly url: string;
  /** Shown once, when the endpoint was registered. */
  readonly keep: (secret: string) => void;
  readonly calls: () => readonly ReceivedCall[];
}

/** An embassy's system on this machine. */
export async function openEmbassy(): Promise<Embassy> {
  const receiver = await startWebhookReceiver();
  let known: string | undefined;
  return {
    url: receiver.url,
    keep(secret) {
      known = secret;
    },
    calls: () => receiver.received.map((call) => readCall(call, known)),
    [Symbol.asyncDispose]: () => receiver[Symbol.asyncDispose](),
  };
}

const payloadSchema = z.object({ type: z.string(), data: z.object({ revision: z.int() }) });

function readCall(
  { headers, body }: { readonly headers: IncomingHttpHeaders; readonly body: Buffer },
  secret = '',
): ReceivedCall {
  const text = body.toString('utf8');
  const payload = payloadSchema.safeParse(jsonOf(text)).data;
  return {
    id: headerOf(headers, 'webhook-id'),
    type: payload?.type ?? '',
    revision: payload?.data.revision ?? 0,
    verified: isVerified(secret, headers, text),
    secret,
    headers,
    body: text,
  };
}

function isVerified(secret: string, headers: IncomingHttpHeaders, body: string): boolean {
  try {
    new Webhook(secret).verify(body, {
      'webhook-id': headerOf(headers, 'webhook-id'),
      'webhook-timestamp': headerOf(headers, 'webhook-timestamp'),
      'webhook-signature': headerOf(headers, 'webhook-signature'),
    });
    return true;
  } catch {
    return false; // the package says no by throwing
  }
}

function headerOf(headers: IncomingHttpHeaders, name: string): string {
  return [headers[name] ?? ''].flat().join(', ');
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined; // the schema then finds no payload in it
  }
}
