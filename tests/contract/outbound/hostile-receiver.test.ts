import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

import { describe, expect, test } from 'vitest';
import { z } from 'zod';

import { callLimits } from '#config/outbound.ts';
import { hostileAnswers } from '#tests/support/hostile-answers.ts';

const reportSchema = z.object({
  outcomes: z.record(z.string(), z.number()),
  /** Bytes that the caller's process has more than before. */
  grown: z.object({ heapUsed: z.number(), external: z.number(), rss: z.number() }),
  longestMs: z.number(),
  openAfterwards: z.number(),
});

/** Fifty calls at once to a receiver that lives in a process of its own, by a caller in a process of its own. */
async function callHostile(name: string) {
  const script = join(import.meta.dirname, '../../support/hostile-calls.ts');
  const child = spawn(process.execPath, ['--expose-gc', script, name], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const chunks: Buffer[] = [];
  child.stdout.on('data', (chunk: Buffer) => chunks.push(chunk));
  const [code] = await once(child, 'close');
  expect(code).toBe(0);
  return reportSchema.parse(JSON.parse(Buffer.concat(chunks).toString()));
}

const megabyte = 1_048_576;

describe('W3 · fifty calls to a receiver that', () => {
  test.each(Object.entries(hostileAnswers).map(([name, { says }]) => ({ name, says })))(
    '$name: hold nothing, grow the worker by less than 20 MB and are told for what they are',
    async ({ name, says }) => {
      const { outcomes, grown, longestMs, openAfterwards } = await callHostile(name);
      expect(says).toEqual(expect.arrayContaining(Object.keys(outcomes)));
      expect(Object.values(outcomes).reduce((sum, count) => sum + count)).toBe(50);
      expect(openAfterwards).toBe(0);
      expect(grown.heapUsed + grown.external).toBeLessThan(20 * megabyte);
      expect(grown.rss).toBeLessThan(20 * megabyte);
      // What time ends is done by a tenth of it there.
      expect(longestMs).toBeLessThan(callLimits.totalMs);
    },
    120_000,
  );
});
