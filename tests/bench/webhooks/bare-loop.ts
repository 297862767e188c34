import { createHmac, createPrivateKey, generateKeyPairSync, randomBytes, sign } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { readFile } from 'node:fs/promises';

import { request } from 'undici';
import { z } from 'zod';

/** What the loop is told, in a file. */
const taskSchema = z.object({
  urls: z.array(z.string()),
  /** Of each event, as the service sent it. */
  bodies: z.array(z.string()),
  /** Of the ids, so that none of them comes twice. */
  round: z.string(),
  /** So many calls at once are tried first, unmeasured; the fastest is measured. */
  atOnce: z.array(z.int()),
  /** Calls of each trial. */
  trial: z.int(),
});
export type LoopTask = z.infer<typeof taskSchema>;

export const loopRoundSchema = z.object({
  calls: z.int(),
  firstMs: z.number(),
  allMs: z.number(),
  cpuSeconds: z.number(),
  peakRssMb: z.number(),
  atOnce: z.int(),
});
export type LoopRound = z.infer<typeof loopRoundSchema>;

interface Call {
  readonly url: string;
  readonly body: Buffer;
  readonly id: string;
  readonly keys: Keys;
}

interface Keys {
  readonly v1: Buffer;
  readonly v1a: KeyObject;
}

/** What one would write without a service: sign and post, one after the other in so many loops at once, nothing kept. */
export async function runBareLoop(file: string): Promise<LoopRound> {
  const task = taskSchema.parse(JSON.parse(await readFile(file, 'utf8')));
  const keys = task.urls.map(newKeys);
  const calls = (name: string) => allCalls({ task, keys, name });
  const tried: { atOnce: number; ms: number }[] = [];
  for (const atOnce of task.atOnce) {
    const startedAt = performance.now();
    await post(calls(`trial-${atOnce}`).take(task.trial), atOnce);
    tried.push({ atOnce, ms: performance.now() - startedAt });
  }
  const { atOnce } = tried.reduce((best, one) => (one.ms < best.ms ? one : best));
  const cpuBefore = process.cpuUsage();
  const startedAt = performance.now();
  let firstMs = Number.NaN;
  const posted = await post(calls('loop'), atOnce, () => {
    if (Number.isNaN(firstMs)) firstMs = performance.now() - startedAt;
  });
  const allMs = performance.now() - startedAt;
  const { user, system } = process.cpuUsage(cpuBefore);
  return {
    calls: posted,
    firstMs,
    allMs,
    cpuSeconds: (user + system) / 1e6,
    peakRssMb: process.resourceUsage().maxRSS / 1_024,
    atOnce,
  };
}

function newKeys(): Keys {
  const { privateKey } = generateKeyPairSync('ed25519');
  const der = privateKey.export({ format: 'der', type: 'pkcs8' });
  return {
    v1: randomBytes(32),
    v1a: createPrivateKey({ key: der, format: 'der', type: 'pkcs8' }),
  };
}

interface All {
  readonly task: LoopTask;
  readonly keys: readonly Keys[];
  readonly name: string;
}

function* allCalls({ task, keys, name }: All): Generator<Call, undefined, undefined> {
  for (const [event, text] of task.bodies.entries()) {
    const body = Buffer.from(text);
    const id = `evt_${name}-${task.round}-${event}`;
    for (const [at, url] of task.urls.entries()) {
      const own = keys[at];
      if (own !== undefined) yield { url, body, id, keys: own };
    }
  }
  return undefined;
}

/** Gives how many were answered with success; anything else ends it. */
async function post(
  calls: IteratorObject<Call>,
  atOnce: number,
  answered: () => void = () => {},
): Promise<number> {
  let count = 0;
  const postRest = async () => {
    for (const { url, body, id, keys } of calls) {
      const headers = { 'content-type': 'application/json', ...signed(id, body, keys) };
      const answer = await request(url, { method: 'POST', headers, body });
      await answer.body.dump();
      if (answer.statusCode >= 300)
        throw new Error(`expected success, ${url} answered ${answer.statusCode}`);
      count += 1;
      answered();
    }
  };
  await Promise.all(Array.from({ length: atOnce }, postRest));
  return count;
}

function signed(id: string, body: Buffer, { v1, v1a }: Keys) {
  const seconds = Math.floor(Date.now() / 1_000);
  const content = Buffer.concat([Buffer.from(`${id}.${seconds}.`), body]);
  const mac = createHmac('sha256', v1).update(content).digest('base64');
  const signature = sign(null, content, v1a).toString('base64');
  return {
    'webhook-id': id,
    'webhook-timestamp': String(seconds),
    'webhook-signature': `v1,${mac} v1a,${signature}`,
  };
}
