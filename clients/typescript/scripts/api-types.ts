import { z } from 'zod';

import { nameOf, noteOf, schemaSchema, typeOf } from './type-of.ts';
import type { Schema } from './type-of.ts';

const contentSchema = z.record(z.string(), z.object({ schema: schemaSchema.optional() }));

const parameterSchema = z.object({
  in: z.string(),
  name: z.string(),
  required: z.boolean().optional(),
  description: z.string().optional(),
  schema: schemaSchema,
});
const referenceSchema = z.object({ $ref: z.string() });

const operationSchema = z.object({
  summary: z.string().optional(),
  deprecated: z.boolean().optional(),
  // What many operations share, headers all of it, stands elsewhere; the client sets those itself.
  parameters: z
    .array(z.union([parameterSchema, referenceSchema]))
    .default([])
    .transform((all) => all.flatMap((one) => ('$ref' in one ? [] : [one]))),
  requestBody: z.object({ required: z.boolean().optional(), content: contentSchema }).optional(),
  responses: z.record(z.string(), z.object({ content: contentSchema.optional() })),
});
type Operation = z.infer<typeof operationSchema>;

const documentSchema = z.object({
  paths: z.record(
    z.string(),
    z.partialRecord(z.enum(['get', 'post', 'put', 'patch', 'delete']), operationSchema),
  ),
  components: z.object({ schemas: z.record(z.string(), schemaSchema) }),
});

const root = '/api/v1';

/** The types of every operation below /api/v1, and of what they speak of. */
export function apiTypes(openApi: unknown): string {
  const { paths, components } = documentSchema.parse(openApi);
  const operations = Object.entries(paths)
    .filter(([path]) => path.startsWith(`${root}/`))
    .flatMap(([path, methods]) =>
      Object.entries(methods).map(
        ([method, operation]) =>
          `${noteOf({ description: operation.summary, deprecated: operation.deprecated })}'${method.toUpperCase()} ${path.slice(root.length)}': ${operationType(operation)};`,
      ),
    )
    .toSorted(byKey);
  const body = `export interface Operations {\n${operations.join('\n')}\n}`;
  return [body, ...namedTypes(components.schemas, body)].join('\n\n');
}

function byKey(one: string, other: string): number {
  return pathIn(one) < pathIn(other) ? -1 : Number(pathIn(one) > pathIn(other));
}

function pathIn(line: string): string {
  return /'[A-Z]+ (\/[^']*)'/.exec(line)?.[1] ?? '';
}

function operationType({ parameters, requestBody, responses }: Operation): string {
  const parts = [
    ...parametersType(
      'params',
      parameters.filter((one) => one.in === 'path'),
    ),
    ...parametersType(
      'query',
      parameters.filter((one) => one.in === 'query'),
    ),
    ...bodyType(requestBody),
    `readonly answer: ${answerType(responses)};`,
  ];
  return `{ ${parts.join(' ')} }`;
}

function parametersType(name: string, all: Operation['parameters']): readonly string[] {
  if (all.length === 0) return [];
  const isNeeded = all.some(({ required }) => required === true);
  const members = all.map(
    (one) =>
      `${noteOf({ description: one.description ?? one.schema.description })}readonly ${JSON.stringify(one.name)}${one.required === true ? '' : '?'}: ${typeOf(one.schema)};`,
  );
  return [`readonly ${name}${isNeeded ? '' : '?'}: { ${members.join(' ')} };`];
}

function bodyType(body: Operation['requestBody']): readonly string[] {
  const schema = body && jsonIn(body.content);
  if (schema === undefined) return [];
  return [`readonly body${body?.required === true ? '' : '?'}: ${typeOf(schema)};`];
}

/** Of what is answered when it was done; undefined where there is nothing to say. */
function answerType(responses: Operation['responses']): string {
  const done = Object.entries(responses).filter(([status]) => status.startsWith('2'));
  const types = done.map(([, { content }]) => {
    const schema = content && jsonIn(content);
    if (schema !== undefined) return typeOf(schema);
    return content === undefined ? 'undefined' : 'string';
  });
  return [...new Set(types)].join(' | ') || 'unknown';
}

function jsonIn(content: z.infer<typeof contentSchema>): Schema | undefined {
  return content['application/json']?.schema;
}

/** Those that the operations reach. */
function namedTypes(
  schemas: Readonly<Record<string, Schema>>,
  operations: string,
): readonly string[] {
  const written = new Map(
    Object.entries(schemas).map(([name, schema]) => [
      nameOf(name),
      `${noteOf(schema)}export type ${nameOf(name)} = ${typeOf(schema)};`,
    ]),
  );
  const reached = new Set<string>();
  const reach = (text: string): void => {
    for (const [word] of text.matchAll(/\b[A-Z]\w*/g)) {
      const own = written.get(word);
      if (own === undefined || reached.has(word)) continue;
      reached.add(word);
      reach(own);
    }
  };
  reach(operations);
  return [...reached].toSorted().map((name) => written.get(name) ?? '');
}
