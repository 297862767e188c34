import { spawn } from 'node:child_process';
import { once } from 'node:events';

import { pino } from 'pino';

import { newSigningKeys } from '#src/channels/webhook/keys.ts';
import { prepareKey } from '#src/channels/webhook/read-key.ts';
import { createWebhookCaller } from '#src/channels/webhook/webhook.ts';
import type { WebhookMessage } from '#src/channels/webhook/webhook.ts';
import { createFetch } from '#src/outbound/fetch.ts';
import { createGuard } from '#src/outbound/guard.ts';

import { hostileAnswers } from './hostile-answers.ts';
import { startHostileReceiver } from './hostile-receiver.ts';

/** Where only time ends it, a tenth of the real ones; where size does, the real ones must never be what ends it. */
const tenth = { dnsMs: 300, connectMs: 500, firstByteMs: 1_000, totalMs: 2_000 };

/** Run by itself: `node hostile-calls.ts NAME` calls, `node hostile-calls.ts NAME receiver` is the receiver. */
const [name = '', role] = process.argv.slice(2);
const hostile = hostileAnswers[name];
if (hostile === undefined) throw new Error('expected the name of a hostile answer');
if (role === 'receiver') await startHostileReceiver(hostile);
else await callAtOnce(hostile.isTls === true ? 'https' : 'http', hostile.isSlow === true);

async function callAtOnce(protocol: string, isSlow: boolean): Promise<void> {
  const receiver = spawn(process.execPath, [import.meta.filename, name, 'receiver'], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const [port] = await once(receiver.stdout, 'data');
  const guard = createGuard({ allow: ['127.0.0.0/8'] });
  const fetch = createFetch({ guard, userAgent: 'tests', keep: { most: 1, ageMs: 60_000 } });
  const log = pino({ level: 'silent' });
  const caller = createWebhookCaller({
    fetch,
    now: () => new Date(),
    log,
    limits: isSlow ? tenth : {},
  });
  const keys = newSigningKeys().map(({ secret }) => prepareKey(secret));
  const message = (nth: number): WebhookMessage => ({
    id: `evt_${nth}`,
    url: `${protocol}://127.0.0.1:${String(port).trim()}/${nth}`,
    keys,
    body: Buffer.alloc(10_000, 'x'),
    contentType: 'application/json',
  });
  const told = async (nth: number) => {
    const startedAt = performance.now();
    const { outcome, answer } = await caller.call(message(nth), new AbortController().signal);
    const what = 'reason' in outcome ? outcome.reason : String(answer.status);
    return { what: `${outcome.kind} ${what}`, ms: performance.now() - startedAt };
  };
  const round = () => Promise.all(Array.from({ length: 50 }, (_, nth) => told(nth)));

  await round();
  const before = memory();
  const calls = await round();
  const after = memory();
  await fetch[Symbol.asyncDispose]();
  const counts = Map.groupBy(calls, ({ what }) => what);
  const report = {
    outcomes: Object.fromEntries([...counts].map(([what, all]) => [what, all.length])),
    grown: {
      heapUsed: after.heapUsed - before.heapUsed,
      external: after.external - before.external,
      rss: after.rss - before.rss,
    },
    longestMs: Math.max(...calls.map(({ ms }) => ms)),
    openAfterwards: await openAt(receiver),
  };
  receiver.kill();
  process.stdout.write(JSON.stringify(report));
}

function memory() {
  globalThis.gc?.();
  return process.memoryUsage();
}

/** How many connections the receiver still has, when it has seen the last one close. */
async function openAt({ stdin, stdout }: ReturnType<typeof spawn>): Promise<number> {
  if (stdin === null || stdout === null) throw new Error('expected pipes');
  for (;;) {
    stdin.write('?');
    const [open] = await once(stdout, 'data');
    if (Number(open) === 0) return 0;
  }
}
