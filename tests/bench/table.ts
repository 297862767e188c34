import { z } from 'zod';

import { table } from '#src/commands/command-line.ts';

const spreadSchema = z.object({ median: z.number(), min: z.number(), max: z.number() });

/** A document for people: one line a figure, columns where several things have the same figures. */
export function tableOf(document: object): string {
  return `${table(rowsOf('', document))}\n`;
}

function rowsOf(name: string, value: unknown): readonly (readonly string[])[] {
  if (Array.isArray(value)) {
    // Single rounds are for the JSON document.
    return value.some((each) => typeof each === 'object')
      ? []
      : [[name, value.join(', ') || 'none']];
  }
  if (typeof value !== 'object' || value === null) return [[name, String(value)]];
  const spread = spreadSchema.safeParse(value).data;
  if (spread !== undefined) return [[name, `${spread.median}  (${spread.min} to ${spread.max})`]];
  return Object.entries(value).flatMap(([key, part]) =>
    rowsOf(name === '' ? key : `${name} ${key}`, part),
  );
}
