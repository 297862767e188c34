import { z } from 'zod';

/** As much of JSON Schema as the service writes. Whatever narrows a type without changing its shape is passed over. */
export interface Schema {
  readonly $ref?: string | undefined;
  readonly type?: string | readonly string[] | undefined;
  readonly const?: unknown;
  readonly enum?: readonly unknown[] | undefined;
  readonly anyOf?: readonly Schema[] | undefined;
  readonly oneOf?: readonly Schema[] | undefined;
  readonly allOf?: readonly Schema[] | undefined;
  readonly not?: unknown;
  readonly items?: Schema | undefined;
  readonly prefixItems?: readonly Schema[] | undefined;
  readonly properties?: Readonly<Record<string, Schema>> | undefined;
  readonly required?: readonly string[] | undefined;
  readonly additionalProperties?: boolean | Schema | undefined;
  readonly propertyNames?: Schema | undefined;
  readonly description?: string | undefined;
  readonly deprecated?: boolean | undefined;
  readonly $defs?: Readonly<Record<string, Schema>> | undefined;
}

export const schemaSchema: z.ZodType<Schema> = z.lazy(() =>
  z.object({
    $ref: z.string().optional(),
    type: z.union([z.string(), z.array(z.string())]).optional(),
    const: z.unknown().optional(),
    enum: z.array(z.unknown()).optional(),
    anyOf: z.array(schemaSchema).optional(),
    oneOf: z.array(schemaSchema).optional(),
    allOf: z.array(schemaSchema).optional(),
    not: z.unknown().optional(),
    items: schemaSchema.optional(),
    prefixItems: z.array(schemaSchema).optional(),
    properties: z.record(z.string(), schemaSchema).optional(),
    required: z.array(z.string()).optional(),
    additionalProperties: z.union([z.boolean(), schemaSchema]).optional(),
    propertyNames: schemaSchema.optional(),
    description: z.string().optional(),
    deprecated: z.boolean().optional(),
    $defs: z.record(z.string(), schemaSchema).optional(),
  }),
);

/** The TypeScript of a schema. */
export function typeOf(schema: Schema): string {
  return composedOf(schema) ?? plainOf(schema);
}

function composedOf(schema: Schema): string | undefined {
  const { $ref, enum: values, anyOf, oneOf, allOf } = schema;
  if ($ref !== undefined) return nameOf($ref);
  if ('const' in schema && schema.const !== undefined) return JSON.stringify(schema.const);
  if (values !== undefined) return unionOf(values.map((value) => JSON.stringify(value)));
  const alternatives = anyOf ?? oneOf;
  if (alternatives !== undefined) return unionOf(alternatives.map(typeOf));
  if (allOf !== undefined) return allOf.map((part) => `(${typeOf(part)})`).join(' & ');
  return undefined;
}

function plainOf(schema: Schema): string {
  const types = [schema.type ?? []].flat();
  if (types.length === 0) return schema.not === undefined ? 'unknown' : 'never';
  return unionOf(types.map((type) => named(type, schema)));
}

function named(type: string, schema: Schema): string {
  switch (type) {
    case 'integer':
      return 'number';
    case 'array':
      return arrayOf(schema);
    case 'object':
      return objectOf(schema);
    default:
      return type;
  }
}

function arrayOf({ items, prefixItems }: Schema): string {
  if (prefixItems !== undefined) return `readonly [${prefixItems.map(typeOf).join(', ')}]`;
  return `readonly (${items === undefined ? 'unknown' : typeOf(items)})[]`;
}

function objectOf({ properties, required = [], additionalProperties }: Schema): string {
  if (properties === undefined) {
    const value =
      typeof additionalProperties === 'object' ? typeOf(additionalProperties) : 'unknown';
    return `{ readonly [name: string]: ${value} }`;
  }
  const members = Object.entries(properties).map(
    ([name, schema]) =>
      `${noteOf(schema)}readonly ${JSON.stringify(name)}${required.includes(name) ? '' : '?'}: ${typeOf(schema)};`,
  );
  return `{ ${members.join(' ')} }`;
}

/** What the schema says in words, for whoever points at the name in an editor. */
export function noteOf({
  description,
  deprecated,
}: Pick<Schema, 'description' | 'deprecated'>): string {
  const words = [description, deprecated === true ? '@deprecated' : undefined];
  const said = words.filter((word) => word !== undefined).join(' ');
  return said === '' ? '' : `\n/** ${said.replaceAll('*/', '*\\/')} */\n`;
}

function unionOf(types: readonly string[]): string {
  const distinct = [...new Set(types)];
  return distinct.length === 1
    ? (distinct[0] ?? 'never')
    : distinct.map((type) => `(${type})`).join(' | ');
}

/** `#/components/schemas/Draft` and `#/$defs/Draft` are the type Draft. */
export function nameOf(reference: string): string {
  return (reference.split('/').at(-1) ?? '').replaceAll(/\W/g, '_');
}
