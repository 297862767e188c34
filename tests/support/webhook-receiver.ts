import { once } from 'node:events';
import { createServer } from 'node:http';
import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http';

import { listen } from './raw-server.ts';

interface ReceivedWebhook {
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

/** An embassy's system: notes what arrives and answers as told. */
export interface WebhookReceiver extends AsyncDisposable {
  readonly url: string;
  readonly received: readonly ReceivedWebhook[];
  readonly answerWith: (answer: (response: ServerResponse) => unknown) => void;
}

export async function startWebhookReceiver(): Promise<WebhookReceiver> {
  const received: ReceivedWebhook[] = [];
  const behaviour = {
    answer: (response: ServerResponse): unknown => response.writeHead(204).end(),
  };
  const server = createServer((request, response) => {
    void bodyOf(request).then((body) => {
      received.push({ headers: request.headers, body });
      return behaviour.answer(response);
    });
  });
  const { port } = await listen(server);
  return {
    url: `http://127.0.0.1:${port}/hook`,
    received,
    answerWith(answer) {
      behaviour.answer = answer;
    },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

async function bodyOf(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(Buffer.from(chunk));
  return Buffer.concat(chunks);
}
