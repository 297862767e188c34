import type { FastifySchemaValidationError } from 'fastify';
import { z } from 'zod';

import { requireStorable } from './storable.ts';

/** One thing that was wrong in a request: where (RFC 6901), what was expected there, what arrived. */
export const faultSchema = z.object({
  pointer: z.string(),
  expected: z.string(),
  arrived: z.string(),
});
export type Fault = z.infer<typeof faultSchema>;

/** The part of a request that was checked, such as its body. */
export type Received = (context: string) => unknown;

/** A body that a handler itself found wrong, where one schema could not say it for all content types. */
export class InvalidBody extends Error {
  override readonly name = 'InvalidBody';
  readonly faults: readonly Fault[];

  constructor(faults: readonly Fault[]) {
    super('The body is not what was expected');
    this.faults = faults;
  }
}

export function parseBody<T extends z.ZodType>(schema: T, body: unknown): z.output<T> {
  requireStorable(body);
  const parsed = schema.safeParse(body);
  if (parsed.success) return parsed.data;
  throw new InvalidBody(
    parsed.error.issues.map(({ path, message, ...params }) => ({
      pointer: pointerOf(path.map(String)),
      expected: expectedIn(message, params),
      arrived: arrivedAt(body, path.map(String)),
    })),
  );
}

export function faultsIn(
  validation: readonly FastifySchemaValidationError[],
  received: unknown,
): readonly Fault[] {
  return validation.map(({ instancePath, message = '', params }) => {
    const path = instancePath.split('/').filter((part) => part !== '');
    return {
      pointer: pointerOf(path),
      expected: expectedIn(message, params),
      arrived: arrivedAt(received, path),
    };
  });
}

export function sentenceOf({ pointer, expected, arrived }: Fault): string {
  return `${pointer === '' ? 'The whole of it' : pointer}: ${expected}, arrived ${arrived}`;
}

function pointerOf(path: readonly string[]): string {
  return path.map((part) => `/${part.replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');
}

const innerSchema = z.object({ issues: z.array(z.object({ message: z.string() })).min(1) });

/** The validator's own sentence from "expected" on; what arrived is said apart. */
function expectedIn(message: string, params: unknown): string {
  const inner = innerSchema.safeParse(params);
  const said = inner.success ? (inner.data.issues[0]?.message ?? message) : message;
  const tidy = said.replace(/^[A-Z][^:]*: /, '').replace(/, received .*$/, '');
  return tidy.startsWith('expected') ? tidy : `expected one of the documented forms (${tidy})`;
}

function arrivedAt(whole: unknown, path: readonly string[]): string {
  const value = path.reduce<unknown>(memberOf, whole);
  return describe(value, path.at(-1) ?? '');
}

function memberOf(value: unknown, key: string): unknown {
  if (typeof value !== 'object' || value === null) return undefined;
  return Object.entries(value).find(([name]) => name === key)?.[1];
}

/** Short values are quoted, but never what is or may hold an address. */
function describe(value: unknown, name: string): string {
  if (value === undefined || value === null) return value === null ? 'null' : 'nothing';
  if (typeof value === 'string') return describeText(value, name);
  if (Array.isArray(value)) return `a list of ${value.length}`;
  return typeof value === 'object' ? 'an object' : JSON.stringify(value);
}

function describeText(text: string, name: string): string {
  const isPrivate = text.includes('@') || /address|mail|token|secret/i.test(name);
  if (isPrivate || text.length > 60) return `a text of ${text.length} characters`;
  return JSON.stringify(text);
}
