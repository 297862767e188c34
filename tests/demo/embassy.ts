import type { IncomingHttpHeaders, ServerResponse } from 'node:http';

import { Webhook } from 'standardwebhooks';
import { z } from 'zod';

import { freePort } from '#src/free-port.ts';
import { installExample } from '#tests/client/packed.ts';
import { startReceiver } from '#tests/client/receiver.ts';
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

interface Registration {
  readonly service: string;
  /** Of the endpoint. */
  readonly token: string;
  /** Shown once, when the endpoint was registered. */
  readonly secret: string;
}

export interface Embassy extends AsyncDisposable {
  readonly url: string;
  /** Starts the example receiver, from the packed client, in an empty folder. */
  readonly begin: (registration: Registration, signal: AbortSignal) => Promise<void>;
  readonly calls: () => readonly ReceivedCall[];
}

/** An embassy's system on this machine: its gate writes down every call as it comes and hands it on to the example receiver. */
export async function openEmbassy(): Promise<Embassy> {
  await using owned = new AsyncDisposableStack();
  const gate = owned.use(await startWebhookReceiver());
  let known: string | undefined;
  const kept = owned.move();
  return {
    url: gate.url,
    async begin({ service, token, secret }, signal) {
      known = secret;
      const { dir } = kept.use(await installExample(signal));
      const port = await freePort();
      kept.use(await startReceiver({ dir, service, port, token, secret }, signal));
      gate.answerWith((response) => void handOn(gate.received.at(-1), port, response));
    },
    calls: () =>
      gate.received
        .map((call) => readCall(call, known))
        .filter(({ type }) => type !== 'endpoint.verification'),
    [Symbol.asyncDispose]: () => kept.disposeAsync(),
  };
}

interface Call {
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

async function handOn(
  { headers, body }: Call = { headers: {}, body: Buffer.alloc(0) },
  port: number,
  response: ServerResponse,
): Promise<void> {
  const names = ['webhook-id', 'webhook-timestamp', 'webhook-signature'];
  const answer = await fetch(`http://127.0.0.1:${port}/hook`, {
    method: 'POST',
    headers: Object.fromEntries(names.map((name) => [name, headerOf(headers, name)])),
    body: new Uint8Array(body),
  }).catch(() => undefined); // it is being stopped
  response.writeHead(answer?.status ?? 503).end(await answer?.text());
}

const payloadSchema = z.object({
  type: z.string(),
  data: z.object({ revision: z.int().default(0) }),
});

function readCall({ headers, body }: Call, secret = ''): ReceivedCall {
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
