import * as fc from 'fast-check';
import { z } from 'zod';

const schemaShape = z.looseObject({
  $ref: z.string().optional(),
  type: z.union([z.string(), z.array(z.string())]).optional(),
  format: z.string().optional(),
  pattern: z.string().optional(),
  enum: z.array(z.unknown()).optional(),
  const: z.unknown().optional(),
  anyOf: z.array(z.unknown()).optional(),
  oneOf: z.array(z.unknown()).optional(),
  allOf: z.array(z.unknown()).optional(),
  items: z.unknown().optional(),
  properties: z.record(z.string(), z.unknown()).optional(),
  required: z.array(z.string()).default([]),
  minItems: z.number().optional(),
  minLength: z.number().optional(),
  maxLength: z.number().optional(),
  minimum: z.number().optional(),
  maximum: z.number().optional(),
});
type Schema = z.infer<typeof schemaShape>;

/** Looks up what a schema refers to. */
export type Resolve = (ref: string) => unknown;

/** Values that a JSON schema lets through, most of the time: what else is checked is the server's business. */
export function valuesOf(given: unknown, resolve: Resolve, depth = 0): fc.Arbitrary<unknown> {
  const schema = schemaShape.catch({ required: [] }).parse(given);
  const { anyOf, oneOf, allOf } = schema;
  const alternatives = [anyOf, oneOf, allOf].find((some) => some !== undefined) ?? [];
  if (schema.$ref !== undefined) return valuesOf(resolve(schema.$ref), resolve, depth);
  if (schema.const !== undefined) return fc.constant(schema.const);
  if (schema.enum !== undefined) return fc.constantFrom(...schema.enum);
  if (alternatives.length > 0)
    return fc.oneof(...alternatives.map((one) => valuesOf(one, resolve, depth)));
  return ofType(schema, resolve, depth);
}

function ofType(schema: Schema, resolve: Resolve, depth: number): fc.Arbitrary<unknown> {
  const [type = 'object'] = [schema.type].flat();
  const make = makers[type];
  return make === undefined ? nasty : make(schema, resolve, depth);
}

type Maker = (schema: Schema, resolve: Resolve, depth: number) => fc.Arbitrary<unknown>;

const makers: Readonly<Record<string, Maker>> = {
  string: (schema) => textsOf(schema),
  integer: ({ minimum = 0, maximum = 1_000 }) =>
    fc.integer({
      min: Math.max(minimum, -(2 ** 31)),
      max: Math.max(minimum, Math.min(maximum, 2 ** 31 - 1)),
    }),
  number: ({ minimum = 0, maximum = 1_000 }) =>
    fc.double({ min: minimum, max: Math.max(minimum, maximum), noNaN: true }),
  boolean: () => fc.boolean(),
  null: () => fc.constant(null),
  array: ({ items, minItems = 0 }, resolve, depth) =>
    fc.array(valuesOf(items, resolve, depth + 1), {
      minLength: minItems,
      maxLength: Math.max(minItems, depth > 3 ? 1 : 3),
    }),
  object: ({ properties = {}, required }, resolve, depth) =>
    fc.record(
      Object.fromEntries(
        Object.entries(properties)
          .filter(([name]) => depth < 6 || required.includes(name))
          .map(([name, one]) => [name, valuesOf(one, resolve, depth + 1)]),
      ),
      { requiredKeys: required.filter((name) => name in properties) },
    ),
};

const moments = fc
  .date({ min: new Date('2020-01-01'), max: new Date('2030-01-01'), noInvalidDate: true })
  .map((at) => at.toISOString());

const formats: Readonly<Record<string, fc.Arbitrary<string>>> = {
  'date-time': moments,
  date: moments.map((at) => at.slice(0, 10)),
  uuid: fc.uuid(),
  uri: fc.webUrl(),
  email: fc.constantFrom('anna@example.org', 'ben@example.org'),
};

function textsOf({ format, pattern, minLength = 0, maxLength = 40 }: Schema): fc.Arbitrary<string> {
  const known = formats[format ?? ''];
  if (known !== undefined) return known;
  const matching = pattern === undefined ? undefined : textsMatching(pattern);
  if (matching !== undefined) return matching;
  const most = Math.max(minLength, Math.min(maxLength, 40));
  return fc.string({ minLength, maxLength: most, unit: 'grapheme' });
}

function textsMatching(pattern: string): fc.Arbitrary<string> | undefined {
  try {
    return fc.stringMatching(new RegExp(pattern, 'u'));
  } catch {
    return undefined; // it looks ahead: any text, which is refused more often
  }
}

/** What nobody expects. */
export const nasty: fc.Arbitrary<unknown> = fc.oneof(
  fc.constantFrom<unknown>(
    '',
    ' ',
    '\u0000',
    'a\u0000b',
    '\ud800',
    'x'.repeat(5_000),
    '%2F%2e%2e',
    '__proto__',
    "' or 1=1 --",
    '0001-01-01T00:00:00Z',
    '+275760-09-13T00:00:00Z',
    '9'.repeat(40),
    null,
    true,
    -1,
    0,
    1.5,
    1e308,
    2 ** 31,
    2 ** 53,
    [],
    [[[]]],
    {},
    { __proto__: null },
  ),
  fc.jsonValue({ maxDepth: 2 }),
);

/** Breaks one thing somewhere in a value that was right. */
export function broken(
  value: unknown,
  { at, by }: { readonly at: number; readonly by: unknown },
): unknown {
  if (Array.isArray(value) && at % 3 !== 0) return brokenList(value, { at, by });
  if (!isObject(value) || at % 5 === 0) return by;
  const names = Object.keys(value);
  const name = names[at % Math.max(1, names.length)] ?? 'unknown';
  return Object.fromEntries(
    Object.entries({ ...value, [name]: undefined }).map(([key, one]) => [
      key,
      key === name ? broken(memberOf(value, key), { at: at >> 2, by }) : one,
    ]),
  );
}

function brokenList(
  list: readonly unknown[],
  { at, by }: { readonly at: number; readonly by: unknown },
): readonly unknown[] {
  return list.map((one, index) =>
    index === at % list.length ? broken(one, { at: at >> 2, by }) : one,
  );
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function memberOf(value: object, name: string): unknown {
  return Object.entries(value).find(([key]) => key === name)?.[1];
}
