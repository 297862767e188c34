import { once } from 'node:events';
import { openSync, writeSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';

import { z } from 'zod';

import { lateMs, mischiefAt } from './mischief.ts';
import type { Mischief } from './mischief.ts';
import { readRecord } from './record.ts';
import type { Request } from './record.ts';
import { isVerified } from './verified.ts';

/** What the process is told, in a file. */
const taskSchema = z.object({
  port: z.int(),
  seed: z.int(),
  /** One JSON document a line; what stands in it is continued. */
  record: z.string(),
  /** By the number of the endpoint, which is its path. */
  keys: z.array(z.object({ secret: z.string(), publicKey: z.string() })),
});
export type ReceiversTask = z.infer<typeof taskSchema>;

/** Receivers of all endpoints until the process is killed. They write down what came before they answer. */
export async function runOwnReceivers(file: string): Promise<void> {
  const { port, seed, record, keys } = taskSchema.parse(JSON.parse(await readFile(file, 'utf8')));
  const seen = new Map<number, number>();
  for (const { endpoint } of await readRecord(record))
    seen.set(endpoint, (seen.get(endpoint) ?? 0) + 1);
  const fd = openSync(record, 'a');

  const take = async (request: IncomingMessage, response: ServerResponse) => {
    const endpoint = Number(request.url?.slice(1));
    const before = seen.get(endpoint) ?? 0;
    seen.set(endpoint, before + 1);
    const mischief = mischiefAt({ seed, endpoint, before });
    const note = (more: Partial<Request>) => {
      const line = {
        at: performance.timeOrigin + performance.now(),
        endpoint,
        id: String(request.headers['webhook-id']),
        did: mischief?.kind ?? ('told' as const),
        ...more,
      } satisfies Request;
      writeSync(fd, `${JSON.stringify(line)}\n`);
    };
    if (mischief?.kind === 'reset') {
      note({});
      return void request.socket.resetAndDestroy();
    }
    const body = await text(request);
    const own = keys[endpoint];
    const verified = own !== undefined && isVerified({ headers: request.headers, body }, own);
    const refusal =
      mischief?.kind === 'status'
        ? { status: mischief.status, retryAfter: mischief.status === 429 }
        : {};
    note({ verified, sequence: sequenceIn(body), ...refusal });
    await answer(response, mischief);
  };

  const server = createServer({ noDelay: true }, (request, response) => {
    // Whoever called may be killed while it is read.
    take(request, response).catch(() => request.destroy());
  });
  server.listen(port, '127.0.0.1', 1_024);
  await once(server, 'listening');
  process.stdout.write('receivers.started\n');
  await once(server, 'close');
}

const payloadSchema = z.object({ data: z.object({ sequence: z.int() }) });

function sequenceIn(body: string): number | undefined {
  return payloadSchema.safeParse(JSON.parse(body)).data?.data.sequence;
}

async function answer(
  response: ServerResponse,
  mischief: Exclude<Mischief, { kind: 'reset' }> | undefined,
): Promise<void> {
  switch (mischief?.kind) {
    case undefined:
      return void response.writeHead(204).end();
    case 'status': {
      const { status } = mischief;
      const after = status === 429 ? { 'retry-after': String(mischief.retryAfterSeconds) } : {};
      return void response.writeHead(status, after).end('not now');
    }
    case 'half':
      response.writeHead(200, { 'content-length': '1000' }).write('thank you for');
      await sleep(5);
      return void response.destroy();
    case 'late':
      await sleep(lateMs);
      return void response.writeHead(204).end();
  }
}
