import { z } from 'zod';

import { relationKinds } from '#src/advisory/advisory.ts';

import type { EventType } from './event-type.ts';
import {
  addressPart,
  identityPart,
  language,
  markPart,
  ownPart,
  replacesPart,
  revisionDataSchema,
} from './revision-schemas.ts';

const instant = z.iso.datetime({ offset: true });

const approved = {
  ...ownPart,
  draft: z.string().describe('the same when it is approved again after a change'),
  advisory: z.string().optional().describe('that it continues; a new one has no id yet'),
  revision: z.int().min(1).describe('that it will be if nothing else goes out before it'),
  ...replacesPart,
  relation: z.enum(relationKinds),
  ...markPart,
  approvedAt: instant,
  published: z.literal(false).describe('it may go out now, later, changed, or never: tell nobody'),
};
const short = z.strictObject({
  language,
  short: z.string().describe('at most 300 characters, as it was approved'),
});

const approvedSchema = z.union([
  z.strictObject({ ...approved, words: z.array(short), shortened: z.boolean() }),
  z
    .strictObject({ ...approved, thin: z.literal(true) })
    .describe('what endpoints are told whose detail is `thin`'),
]);

const people = z.int().min(0).optional();

const progressSchema = z.strictObject({
  ...ownPart,
  ...identityPart,
  publication: z.int().min(1),
  ...markPart,
  state: z.enum(['running', 'paused', 'stopped', 'superseded', 'done']),
  planned: people.describe('citizens to be told; left out while they are few'),
  sent: people.describe('accepted by their mail servers; left out while they are few'),
  done: z.boolean().describe('nothing more will be told of this publication'),
  ...addressPart,
});

const disabledSchema = z.strictObject({
  ...ownPart,
  reason: z.string().describe('a code, such as gone or failing-too-long'),
  events: z.url().describe('where what it is not told any more can be fetched'),
});

const pingSchema = z.strictObject({
  ...ownPart,
  status: z.literal('test'),
  note: z.string(),
});

/** What `data` is, by type. */
const dataSchemas = {
  'advisory.approved': approvedSchema,
  'advisory.published': revisionDataSchema,
  'advisory.updated': revisionDataSchema,
  'advisory.corrected': revisionDataSchema,
  'advisory.cancelled': revisionDataSchema,
  'advisory.all_clear': revisionDataSchema,
  'publication.progress': progressSchema,
  'endpoint.disabled': disabledSchema,
  'test.ping': pingSchema,
} as const satisfies Readonly<Record<EventType, z.ZodType>>;

const summaries: Readonly<Record<EventType, string>> = {
  'advisory.approved':
    'What will be said was approved and is not published yet. Approved again after a change, it is another event.',
  'advisory.published': 'A new advisory.',
  'advisory.updated': 'A later revision of an advisory.',
  'advisory.corrected': 'A revision that corrects the one before it.',
  'advisory.cancelled': 'The advisory is taken back.',
  'advisory.all_clear': 'The danger is over; what still holds there is said.',
  'publication.progress':
    'How far the mail to citizens came: at most once a minute, and when it is done. Only for who asks for this type.',
  'endpoint.disabled': 'The endpoint is called no more. It finds this in its event log.',
  'test.ping': 'Asked for, to see that calls arrive.',
};

/**
 * The body of a call, by type: strict, so that nothing leaves that is not described.
 * @internal exported for the tests of all that is composed
 */
export function payloadSchemaOf(type: EventType) {
  return z
    .strictObject({
      type: z.literal(type),
      timestamp: instant.describe('when it happened; when it was sent is in webhook-timestamp'),
      data: dataSchemas[type],
    })
    .describe(summaries[type]);
}

/** As a stranger’s validator reads it. It allows fields that we may add one day: receivers are to ignore what they do not know. */
export function jsonSchemaOf(type: EventType, id: string) {
  const schema = z.toJSONSchema(payloadSchemaOf(type), {
    target: 'draft-2020-12',
    override({ jsonSchema }) {
      if (jsonSchema.additionalProperties === false) delete jsonSchema.additionalProperties;
    },
  });
  return { ...schema, $id: id, title: type };
}
