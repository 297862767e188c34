import { Ajv2020 } from 'ajv/dist/2020.js';
import { z } from 'zod';

import type { documentShape, Operation } from './operations.ts';

type Document = z.infer<typeof documentShape>;

interface Answered {
  readonly status: number;
  readonly contentType: string;
  readonly body: string;
}

const contentShape = z.looseObject({
  $ref: z.string().optional(),
  content: z.record(z.string(), z.looseObject({ schema: z.looseObject({}).optional() })).optional(),
});

/** What is wrong with an answer, by what the document says of its operation; undefined when nothing is. */
export function judge(
  document: Document,
  { responses }: Operation,
  { status, contentType, body }: Answered,
): string | undefined {
  if (status >= 500) return `${status} ${body.slice(0, 100)}`;
  const said = contentShape.safeParse(responses[status]).data;
  if (said === undefined) return `${status} is not documented: ${body.slice(0, 300)}`;
  const { content } = lookedUp(document, said);
  if (content === undefined) return body === '' ? undefined : `${status} has a body`;
  const type = contentType.split(';', 1)[0] ?? '';
  const schema = content[type]?.schema;
  if (schema === undefined) return `${status} of ${type} is not documented`;
  return violation(document, schema, JSON.parse(body));
}

function lookedUp({ components }: Document, said: z.infer<typeof contentShape>) {
  if (said.$ref === undefined) return said;
  return contentShape.parse(components.responses[said.$ref.split('/').at(-1) ?? '']);
}

const validators = new Map<string, ReturnType<Ajv2020['compile']>>();

function violation(document: Document, schema: object, value: unknown): string | undefined {
  const key = JSON.stringify(schema);
  const known = validators.get(key);
  const validate = known ?? compiled(document, schema);
  validators.set(key, validate);
  if (validate(value)) return undefined;
  const [first] = validate.errors ?? [];
  return `does not match its schema at ${first?.instancePath}: ${first?.message}`;
}

function compiled(document: Document, schema: object): ReturnType<Ajv2020['compile']> {
  const ajv = new Ajv2020({ strict: false, validateFormats: false });
  return ajv.compile({ ...schema, components: document.components });
}
