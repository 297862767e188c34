import { z } from 'zod';

import { operationIdOf } from './operation-id.ts';
import { tagWords } from './tags.ts';

const operationSchema = z.looseObject({
  operationId: z.string().optional(),
  security: z.array(z.record(z.string(), z.array(z.string()))).default([]),
  parameters: z.array(z.looseObject({ in: z.string().optional() })).default([]),
  tags: z.array(z.string()).default([]),
  requestBody: z.unknown().optional(),
  responses: z.record(z.string(), z.looseObject({})),
});
type Operation = z.infer<typeof operationSchema>;

const documentSchema = z.looseObject({
  paths: z.record(z.string(), z.record(z.string(), operationSchema)),
  components: z.looseObject({ responses: z.record(z.string(), z.unknown()).default({}) }),
});

/** What holds for every route alike is said here, once: its name, the refusals it may give, the headers it reads. */
export function finished(given: object): object {
  const { paths, components, ...document } = documentSchema.parse(given);
  const entries = Object.entries(paths).map(([path, operations]) => [
    path,
    Object.fromEntries(
      Object.entries(operations).map(([method, operation]) => [
        method,
        finishedOperation(operation, { path, method }),
      ]),
    ),
  ]);
  const used = new Set(
    Object.values(paths).flatMap((operations) =>
      Object.values(operations).flatMap(({ tags }) => tags),
    ),
  );
  return withoutUnused({
    ...document,
    servers: [{ url: '/', description: 'this service' }],
    tags: [...used].toSorted().map((name) => ({ name, description: tagWords[name] ?? name })),
    paths: Object.fromEntries(entries),
    components: { ...components, responses, parameters, headers },
  });
}

/** Zod names every schema for both ways; most go one way only. */
function withoutUnused(document: object): object {
  const text = JSON.stringify(document);
  const { components, ...rest } = z
    .looseObject({ components: z.looseObject({ schemas: z.record(z.string(), z.unknown()) }) })
    .parse(document);
  const used = Object.entries(components.schemas).filter(([name]) =>
    text.includes(`"#/components/schemas/${name}"`),
  );
  const pruned = { ...components, schemas: Object.fromEntries(used) };
  const isShorter = used.length < Object.keys(components.schemas).length;
  return isShorter
    ? withoutUnused({ ...rest, components: pruned })
    : { ...rest, components: pruned };
}

interface Where {
  readonly path: string;
  readonly method: string;
}

function finishedOperation(operation: Operation, { path, method }: Where): object {
  const { operationId = operationIdOf(method, path), responses: answers, ...rest } = operation;
  const own = Object.entries(answers).filter(([status]) => !/^[45]xx$/i.test(status));
  const refused = refusalsOf(operation, { path, method }).filter((status) => !(status in answers));
  const more = {
    ...(isRead(method) ? { ETag: { $ref: '#/components/headers/ETag' } } : {}),
    ...(hasFormerWays(operation) ? deprecation : {}),
  };
  return {
    ...rest,
    operationId,
    parameters: [
      ...operation.parameters,
      { $ref: `#/components/parameters/${isRead(method) ? 'IfNoneMatch' : 'IdempotencyKey'}` },
    ],
    responses: {
      ...Object.fromEntries(
        own.map(([status, answer]) => [status, withHeaders(answer, { ...limit, ...more })]),
      ),
      ...Object.fromEntries(
        refused.map((status) => [status, { $ref: `#/components/responses/Status${status}` }]),
      ),
    },
  };
}

function withHeaders(answer: Readonly<Record<string, unknown>>, more: object): object {
  return {
    ...answer,
    headers: { ...z.looseObject({}).catch({}).parse(answer['headers']), ...more },
  };
}

/** Whether a part of what may be asked is deprecated. */
function hasFormerWays({ parameters: asked, requestBody }: Operation): boolean {
  return JSON.stringify([asked, requestBody]).includes('"deprecated":true');
}

/** What single routes refuse besides. */
const ownRefusals: Readonly<Record<string, readonly string[]>> = { 'get /api/v1/events': ['410'] };

function refusalsOf({ security }: Operation, { path, method }: Where): readonly string[] {
  return [
    ...(ownRefusals[`${method} ${path}`] ?? []),
    ...(isRead(method) ? ['304'] : []),
    '400',
    ...(security.length === 0 ? [] : ['401', '403']),
    '404',
    ...(isRead(method) ? [] : ['409', '413']),
    ...(path.includes('{') ? ['414'] : []),
    ...(isRead(method) ? [] : ['415', '422']),
    '429',
    '500',
    '503',
  ];
}

function isRead(method: string): boolean {
  return method === 'get';
}

const words: Readonly<Record<string, string>> = {
  400: 'The request is not what was expected; `errors` says where',
  401: 'No token, or one that is unknown, revoked or has expired',
  403: 'Who calls may not do this',
  404: 'There is no such thing',
  409: 'The state of things does not allow it, or the same Idempotency-Key is still under way',
  410: 'What was asked for is forgotten',
  413: 'The body is longer than 1 MB',
  414: 'The address is longer than any of ours',
  415: 'The body is of a kind that is not taken',
  422: 'Understood, and cannot be done; or the Idempotency-Key was used for another request',
  429: 'Too many requests: Retry-After says when to come back',
  500: 'Something went wrong here',
  503: 'A part of the service does not answer at the moment',
};

const limit = {
  RateLimit: { $ref: '#/components/headers/RateLimit' },
  'RateLimit-Policy': { $ref: '#/components/headers/RateLimitPolicy' },
};
const deprecation = {
  Deprecation: { $ref: '#/components/headers/Deprecation' },
  Sunset: { $ref: '#/components/headers/Sunset' },
};
const retryAfter = { 'Retry-After': { $ref: '#/components/headers/RetryAfter' } };
const refusal = (status: string, description: string) => ({
  description,
  headers: { ...limit, ...(['409', '429', '503'].includes(status) ? retryAfter : {}) },
  content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
});
const responses = {
  Status304: {
    description: 'What If-None-Match names is still what would be answered',
    headers: limit,
  },
  ...Object.fromEntries(
    Object.entries(words).map(([status, said]) => [`Status${status}`, refusal(status, said)]),
  ),
};

const parameters = {
  IfNoneMatch: {
    name: 'If-None-Match',
    in: 'header',
    description: 'The ETag of what is held already: answered with 304 while it is still so',
    schema: { type: 'string' },
  },
  IdempotencyKey: {
    name: 'Idempotency-Key',
    in: 'header',
    description:
      'Names this very request: sent again within 24 hours, it is not done again, and the first answer is given again. Of callers with a token alone. What has not ended within a minute, or was answered with 5xx, is done again',
    schema: { type: 'string', minLength: 1, maxLength: 202 },
    example: '"8e03978e-40d5-43dd-bc93-6894a57f9324"',
  },
};

const headers = {
  Deprecation: {
    description:
      'Since when the way in which it was asked is deprecated (RFC 9745); absent where it is not',
    schema: { type: 'string' },
    example: '@1795392000',
  },
  Sunset: {
    description: 'Until when that way is still answered (RFC 8594)',
    schema: { type: 'string' },
    example: 'Tue, 23 Nov 2027 00:00:00 GMT',
  },
  ETag: { description: 'Of just this answer', schema: { type: 'string' } },
  RateLimit: {
    description:
      'How many requests are left (`r`), and in how many seconds all of them are again (`t`); absent where nothing is limited',
    schema: { type: 'string' },
    example: '"token";r=593;t=41',
  },
  RateLimitPolicy: {
    description: 'How many requests (`q`) may come in so many seconds (`w`), and whose they are',
    schema: { type: 'string' },
    example: '"token";q=600;w=60',
  },
  RetryAfter: { description: 'Seconds to wait', schema: { type: 'integer', minimum: 0 } },
};
