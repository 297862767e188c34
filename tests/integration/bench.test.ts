import { execFile } from 'node:child_process';
import { resolve } from 'node:path';
import { promisify } from 'node:util';

import { describe, expect, test } from 'vitest';
import { z } from 'zod';

const main = resolve('tests/bench/main.ts');
const within = 120_000;

const spreadSchema = z.object({
  median: z.number().positive(),
  min: z.number().positive(),
  max: z.number().positive(),
});

const recordSchema = z.object({
  recipients: z.int().positive(),
  perSecond: spreadSchema,
  firstMs: z.number().positive(),
  allMs: z.number().positive(),
  peakRssMb: z.number().positive(),
  cpuSecondsPer1000: z.number().positive(),
});

/** As outsiders rely on it; more keys may stand in it. `smtpSource` is there where Postfix is. */
const deliverySchema = z.object({
  sink: z.enum(['smtp-sink', 'own']),
  pipeline: recordSchema,
  signed: recordSchema,
  composing: recordSchema,
  raw: recordSchema,
  jobPerRecipient: recordSchema,
  smtpSource: z.object({ recipients: z.int().positive() }).optional(),
  ratios: z.object({
    signed: z.number().positive(),
    composing: z.number().positive(),
    raw: z.number().positive(),
    jobPerRecipient: z.number().positive(),
    smtpSource: z.number().positive().optional(),
  }),
  leftOpen: z.array(z.string()),
  childrenLeft: z.int(),
  unhandledRejections: z.int(),
});

const digestSchema = z.object({
  digest: recordSchema,
  pipeline: recordSchema,
  ratio: z.number().positive(),
  leftOpen: z.array(z.string()),
  childrenLeft: z.int(),
  unhandledRejections: z.int(),
});

const phaseSchema = z.object({ p50: spreadSchema, p95: spreadSchema });

const webhooksSchema = z.object({
  service: recordSchema,
  loop: recordSchema,
  ratio: z.number().positive(),
  verified: z.object({ calls: z.int(), v1: z.int(), v1a: z.int() }),
  lateness: z.object({
    phases: z.object({ all: phaseSchema, alone: phaseSchema, dead: phaseSchema }),
  }),
  outcomes: z.record(z.string(), z.int()),
  leftOpen: z.array(z.string()),
  childrenLeft: z.int(),
  unhandledRejections: z.int(),
});

describe('a benchmark', () => {
  test(
    'of delivery measures the service and its baselines in one run, and leaves nothing open',
    { timeout: within },
    async () => {
      const { stdout } = await bench('delivery', '--recipients', '200', '--rounds', '1', '--json');

      const document = deliverySchema.parse(JSON.parse(stdout.trim().split('\n').at(-1) ?? ''));

      expect(document.pipeline.recipients).toBe(200);
      expect(document).toMatchObject({ leftOpen: [], childrenLeft: 0, unhandledRejections: 0 });
    },
  );

  test(
    'of digests measures them beside alerts in one run, and leaves nothing open',
    { timeout: within },
    async () => {
      const { stdout } = await bench('digest', '--recipients', '160', '--rounds', '1', '--json');

      const document = digestSchema.parse(JSON.parse(stdout.trim().split('\n').at(-1) ?? ''));

      expect(document.digest.recipients).toBe(160);
      expect(document).toMatchObject({ leftOpen: [], childrenLeft: 0, unhandledRejections: 0 });
    },
  );

  test(
    'of a list of citizens brings it in by the operator’s command, and publishes to all of them and to a handful',
    { timeout: within },
    async () => {
      const { stdout } = await bench('citizens', '--recipients', '300', '--json');
      const document: unknown = JSON.parse(stdout.trim().split('\n').at(-1) ?? '');
      expect(document).toMatchObject({
        recipients: 300,
        rowsPerSecond: expect.any(Number),
        peakRssMb: expect.any(Number),
        ratio: expect.any(Number),
        planned: { rare: { rows: 10 } },
        childrenLeft: 0,
      });
    },
  );

  test(
    'of webhooks calls every endpoint about every event, signed in both schemes, also beside dead ones',
    { timeout: within },
    async () => {
      const few = ['--endpoints', '8', '--events', '5', '--dead', '4', '--seconds', '1'];
      const { stdout } = await bench('webhooks', ...few, '--rounds', '1', '--json');
      const document = webhooksSchema.parse(JSON.parse(stdout.trim().split('\n').at(-1) ?? ''));
      expect(document).toMatchObject({
        service: { recipients: 40 },
        loop: { recipients: 40 },
        verified: { calls: 5, v1: 5, v1a: 5 },
        outcomes: { 'sent accepted': expect.any(Number) },
      });
      expect(document).toMatchObject({ leftOpen: [], childrenLeft: 0, unhandledRejections: 0 });
    },
  );

  test.each([
    {
      typed: ['webhooks', '--dead', '2000'],
      said: '--dead: expected fewer than the 1000 endpoints',
    },
    { typed: ['webhooks', '--only', 'pigeons'], said: '--only: expected throughput or lateness' },
    { typed: ['delivery', '--recipients', 'many'], said: '--recipients: expected a count above 0' },
    { typed: ['delivery', '--rounds', '0'], said: '--rounds: expected a count above 0' },
    { typed: ['delivery', '--only', 'pigeons'], said: '--only: expected with delivery some of' },
    { typed: ['juggling'], said: 'expected one of delivery, planning' },
  ])('asked for $typed says what was expected', async ({ typed, said }) => {
    await expect(bench(...typed)).rejects.toMatchObject({
      code: 2,
      stderr: expect.stringContaining(said),
    });
  });
});

function bench(...typed: readonly string[]) {
  return promisify(execFile)(process.execPath, [main, ...typed]);
}
