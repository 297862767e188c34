import { z } from 'zod';

import { AppError } from '#src/errors.ts';
import { parseBody } from '#src/http/fault.ts';

import { forCallers, forOfficers } from './access.ts';
import { accepted, anyRole, ok } from './answers.ts';
import type { Api } from './answers.ts';
import { byName, mostPerPage, next, pageQuery, slicePage } from './paging.ts';

export interface SourcesNeeds {
  readonly sources: {
    readonly list: () => Promise<readonly SourceHealth[]>;
    /** Keeps a document as received. No event when the same bytes were the latest of their URL. */
    readonly accept: (report: PushedReport) => Promise<Accepted>;
  };
}

export interface SourceHealth {
  readonly id: string;
  readonly kind: 'polled' | 'pushed';
  readonly mode: 'publish' | 'review' | 'signal';
  readonly state: (typeof sourceStates)[number];
  /** Why it is unhealthy, in words. */
  readonly reason: string | undefined;
  /** It will hardly pass by itself. */
  readonly isAlarming: boolean;
  readonly lastSuccessAt: Date | undefined;
  readonly lastChangeAt: Date | undefined;
  readonly nextPollAt: Date | undefined;
  /** Polls that failed in a row. */
  readonly failures: number;
  readonly lastError: string | undefined;
  /** Of the slowest answer of the last successful poll. */
  readonly latencyMs: number | undefined;
  /** How much it sent when it last sent anything. */
  readonly bytes: number | undefined;
  /** How much it listed when it last gave a list. */
  readonly entries: number | undefined;
}

const sourceStates = ['healthy', 'unhealthy', 'never-asked', 'off', 'pushed'] as const;

interface PushedReport {
  readonly sourceId: string;
  readonly url: string;
  readonly contentType: string;
  readonly body: Buffer;
}

interface Accepted {
  readonly reportId: number;
  readonly advisoryEventId: number | undefined;
}

const url = z
  .url({ protocol: /^https?$/, error: 'expected the public address of the document' })
  .max(2000);
const pushedSchema = z
  .object({
    text: z.string().min(1).optional(),
    html: z.string().min(1).optional(),
    url,
  })
  .refine(
    ({ text, html }) => (text === undefined) !== (html === undefined),
    'expected either text or html',
  );

/** One schema cannot say what three content types hold; it is parsed in the handler and documented here. */
const { $schema: _dialect, ...documented } = z.toJSONSchema(pushedSchema);
const bodySchema = z.unknown().meta({
  ...documented,
  description: 'or the document itself as text/plain or text/html, with ?url=',
});

const sourceSchema = z
  .object({
    id: z.string(),
    kind: z.enum(['polled', 'pushed']),
    mode: z.enum(['publish', 'review', 'signal']),
    state: z.enum(sourceStates),
    reason: z.string().optional(),
    isAlarming: z.boolean(),
    lastSuccessAt: z.date().optional(),
    lastChangeAt: z.date().optional(),
    nextPollAt: z.date().optional(),
    failures: z.int(),
    lastError: z.string().optional(),
    latencyMs: z.int().optional(),
    bytes: z.int().optional(),
    entries: z.int().optional(),
  })
  .meta({ id: 'Source' });

const tags = ['sources'];

/** Where advisories come from. */
export function registerSources(api: Api, { sources }: SourcesNeeds): void {
  // As bytes: a report is kept exactly as it was received.
  api.addContentTypeParser(
    ['text/plain', 'text/html'],
    { parseAs: 'buffer' },
    (_request, body, done) => done(null, body),
  );

  api.get(
    '/sources',
    forCallers(
      { roles: anyRole, scope: 'sources:read' },
      {
        tags,
        summary: 'The sources and their health',
        querystring: z.object(pageQuery(byName, mostPerPage)),
        response: ok(z.object({ sources: z.array(sourceSchema), ...next })),
      },
    ),
    async ({ query }, reply) => {
      const page = slicePage(reply, await sources.list(), query);
      return { sources: page.entries, next: page.next };
    },
  );

  api.post(
    '/sources/:source/reports',
    forOfficers(['author'], {
      tags,
      summary: 'Hand in a document of a source that is not polled',
      description: 'It is kept as received and becomes a draft, for review.',
      consumes: ['application/json', 'text/plain', 'text/html'],
      params: z.object({ source: z.string().max(60) }),
      querystring: z.object({ url: url.optional() }),
      body: bodySchema,
      response: accepted(z.object({ reportId: z.int(), advisoryEventId: z.int().optional() })),
    }),
    async (request, reply) => {
      const { params, query, body, headers } = request;
      await requirePushed(params.source);
      const given = readPushed({ body, url: query.url, contentType: headers['content-type'] });
      return reply.code(202).send(await sources.accept({ ...given, sourceId: params.source }));
    },
  );

  async function requirePushed(id: string): Promise<void> {
    const all = await sources.list();
    const pushed = all.filter(({ kind }) => kind === 'pushed').map((source) => source.id);
    if (pushed.includes(id)) return;
    throw new AppError(
      'NOT_FOUND',
      `Expected a source that takes reports (${pushed.join(', ')}), arrived ${JSON.stringify(id)}`,
    );
  }
}

interface Given {
  readonly body: unknown;
  readonly url: string | undefined;
  readonly contentType: string | undefined;
}

/** A document sent as itself, with its address beside it, or both in JSON. */
function readPushed({
  body,
  url: beside,
  contentType = 'text/plain',
}: Given): Omit<PushedReport, 'sourceId'> {
  if (Buffer.isBuffer(body)) {
    return { body, contentType, url: parseBody(besideSchema, { url: beside }).url };
  }
  const { text, html = '', url: address } = parseBody(pushedSchema, body);
  const type = text === undefined ? 'text/html' : 'text/plain';
  return { body: Buffer.from(text ?? html), contentType: `${type}; charset=utf-8`, url: address };
}

const besideSchema = z.object({ url });
