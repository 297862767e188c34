import addFormats from 'ajv-formats';
import { Ajv2020 } from 'ajv/dist/2020.js';

import type { EventType } from '#src/endpoints/event-type.ts';
import { jsonSchemaOf, payloadSchemaOf } from '#src/endpoints/payload-schemas.ts';

/** What a stranger's validator and our own strict one have to say against a body. */
export function complaintsAbout(type: EventType, body: unknown): readonly string[] {
  const validate = validatorOf(type);
  const isValid = validate(body) === true;
  const { error } = payloadSchemaOf(type).safeParse(body);
  return [
    ...(isValid ? [] : (validate.errors ?? [])).map(
      ({ instancePath, message }) => `${instancePath} ${message}`,
    ),
    ...(error === undefined ? [] : [error.message]),
  ];
}

const ajv = new Ajv2020({ strict: true, allErrors: true, allowUnionTypes: true });
addFormats.default(ajv);

function validatorOf(type: EventType) {
  const id = `https://alerts.example/schemas/events/${type}.json`;
  return ajv.getSchema(id) ?? ajv.compile(jsonSchemaOf(type, id));
}
