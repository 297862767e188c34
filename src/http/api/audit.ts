import { z } from 'zod';

import type { AuditLog } from '#src/officers/audit.ts';

import { forOfficers } from './access.ts';
import { ok } from './answers.ts';
import type { Api } from './answers.ts';
import { sayDeprecated } from './deprecated.ts';
import { byId, next, oneMore, pageQuery, turnPage } from './paging.ts';

export interface AuditNeeds {
  readonly audit: AuditLog;
}

const entrySchema = z
  .object({
    id: z.int(),
    at: z.date(),
    officer: z.string(),
    action: z.string(),
    subject: z.string(),
    detail: z.record(z.string(), z.unknown()),
    hash: z.string(),
  })
  .meta({ id: 'AuditEntry' });

const verdictSchema = z
  .discriminatedUnion('kind', [
    z.object({ kind: z.literal('intact'), entries: z.int(), head: z.string() }),
    z.object({ kind: z.literal('broken'), entries: z.int(), id: z.int() }),
  ])
  .meta({ id: 'AuditVerdict' });

const tags = ['audit'];

/** Who did what and when, in a chain of hashes. */
export function registerAudit(api: Api, { audit }: AuditNeeds): void {
  api.get(
    '/audit',
    forOfficers(['auditor'], {
      tags,
      summary: 'Entries, newest first',
      querystring: z.object({
        before: z.coerce
          .number()
          .int()
          .positive()
          .max(Number.MAX_SAFE_INTEGER)
          .optional()
          .meta({ deprecated: true, description: 'the same as `after`, by the id of an entry' }),
        ...pageQuery(byId),
      }),
      response: ok(z.object({ entries: z.array(entrySchema), ...next })),
    }),
    async ({ query }, reply) => {
      const { limit, after } = oneMore(query);
      const before = after?.id ?? query.before;
      const page = turnPage(reply, await audit.list({ limit, before }), {
        limit: query.limit,
        keyOf: ({ id }) => ({ id }),
      });
      if (query.before !== undefined) sayDeprecated(reply);
      return {
        next: page.next,
        entries: page.entries.map(({ previous: _previous, hash, ...entry }) => ({
          ...entry,
          detail: { ...entry.detail },
          hash: hash.toString('hex'),
        })),
      };
    },
  );

  api.get(
    '/audit/verification',
    forOfficers(['auditor'], {
      tags,
      summary: 'Does every entry follow from the one before it?',
      description: 'Note the head elsewhere: entries cut off at the end show only by it.',
      response: ok(verdictSchema),
    }),
    async () => {
      const verdict = await audit.verify();
      return verdict.kind === 'intact'
        ? { ...verdict, head: verdict.head.toString('hex') }
        : verdict;
    },
  );
}
