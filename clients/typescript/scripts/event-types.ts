import { schemaSchema, typeOf, nameOf, noteOf } from './type-of.ts';

/** What `data` holds, by the type of the event, from the JSON Schema of each. */
export function eventTypes(schemas: ReadonlyMap<string, unknown>): string {
  const parsed = [...schemas].map(([type, schema]) => ({
    type,
    schema: schemaSchema.parse(schema),
  }));
  const members = parsed.map(
    ({ type, schema }) =>
      `${noteOf(schema)}readonly '${type}': ${typeOf(schema.properties?.['data'] ?? {})};`,
  );
  const named = new Map(parsed.flatMap(({ schema }) => Object.entries(schema.$defs ?? {})));
  const types = [...named].map(
    ([name, schema]) => `export type ${nameOf(name)} = ${typeOf(schema)};`,
  );
  return [`export interface EventData {\n${members.join('\n')}\n}`, ...types].join('\n\n');
}
