import { z } from 'zod';

import { table } from '#src/commands/command-line.ts';

const spreadSchema = z.object({ median: z.number(), min: z.number(), max: z.number() });

const recordSchema = z.object({
  recipients: z.number(),
  perSecond: spreadSchema,
  firstMs: z.number(),
  allMs: z.number(),
  peakRssMb: z.number(),
  cpuSecondsPer1000: z.number(),
  noisy: z.boolean(),
});
type Record = z.infer<typeof recordSchema>;

const promisesSchema = z.array(
  z.object({
    id: z.string(),
    what: z.string(),
    limit: z.string(),
    found: spreadSchema,
    holds: z.boolean(),
    sure: z.boolean(),
  }),
);
type Promises = z.infer<typeof promisesSchema>;

/** A document for people: what was measured, what else there is to know, what was promised. */
export function tableOf({
  promises,
  ...document
}: object & { readonly promises?: unknown }): string {
  const records = recordsIn('', document);
  const parts = [
    records.length === 0 ? [] : [recordHead, ...records.map(recordRow)],
    factsIn('', document),
    promiseRows(promisesSchema.parse(promises)),
  ];
  return parts
    .filter((rows) => rows.length > 0)
    .map((rows) => `${table(rows)}\n`)
    .join('\n');
}

type Row = readonly string[];

const recordHead: Row = [
  '',
  'recipients',
  'a second (from round to round)',
  'first ms',
  'all ms',
  'peak MB',
  'CPU s / 1,000',
];

/** Whatever has a rate of its own, at any depth. */
function recordsIn(name: string, value: unknown): readonly (readonly [string, Record])[] {
  const record = recordSchema.safeParse(value).data;
  if (record !== undefined) return [[name, record]];
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return [];
  return Object.entries(value).flatMap(([key, part]) => recordsIn(key, part));
}

function recordRow([name, record]: readonly [string, Record]): Row {
  const { recipients, perSecond, firstMs, allMs, peakRssMb, cpuSecondsPer1000, noisy } = record;
  const rate = `${show(perSecond)}${noisy ? ' noisy' : ''}`;
  const figures = [firstMs, allMs, peakRssMb, cpuSecondsPer1000].map(String);
  return [name, String(recipients), rate, ...figures];
}

function show({ median, min, max }: z.infer<typeof spreadSchema>): string {
  return `${median} (${min} to ${max})`;
}

function factsIn(name: string, value: unknown): readonly Row[] {
  // Single rounds are for the JSON document.
  if (recordSchema.safeParse(value).success) return [];
  if (Array.isArray(value)) return [[name, value.join(', ') || 'none']];
  if (typeof value !== 'object' || value === null) return [[name, String(value)]];
  const spread = spreadSchema.safeParse(value).data;
  if (spread !== undefined) return [[name, show(spread)]];
  return Object.entries(value).flatMap(([key, part]) =>
    factsIn(name === '' ? key : `${name} ${key}`, part),
  );
}

function promiseRows(promises: Promises): readonly Row[] {
  return promises.map(({ id, what, limit, found, holds, sure }) => [
    id,
    what,
    limit,
    show(found),
    `${holds ? 'holds' : 'falls short'}${sure ? '' : ', unsure: the rounds disagree'}`,
  ]);
}
