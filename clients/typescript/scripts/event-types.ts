import { nameOf, noteOf, schemaSchema, typeOf } from './type-of.ts';

/** What `data` holds, by the type of the event, from the JSON Schema of each. Types that hold the same share a name. */
export function eventTypes(schemas: ReadonlyMap<string, unknown>): string {
  const named = new Map<string, string>();
  const members: string[] = [];
  for (const [type, given] of schemas) {
    const schema = schemaSchema.parse(given);
    for (const [name, part] of Object.entries(schema.$defs ?? {}))
      named.set(typeOf(part), nameOf(name));
    const data = typeOf(schema.properties?.['data'] ?? {});
    if (!named.has(data)) named.set(data, dataNameOf(type));
    members.push(`${noteOf(schema)}readonly '${type}': ${named.get(data) ?? data};`);
  }
  const types = [...named].map(([text, name]) => `export type ${name} = ${text};`);
  return [`export interface EventData {\n${members.join('\n')}\n}`, ...types].join('\n\n');
}

/** `test.ping` has TestPingData. */
function dataNameOf(type: string): string {
  const words = type
    .split(/\W|_/)
    .map((word) => `${word.slice(0, 1).toUpperCase()}${word.slice(1)}`);
  return `${words.join('')}Data`;
}
