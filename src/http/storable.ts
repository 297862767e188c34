import type { FastifyInstance } from 'fastify';

import { AppError } from '#src/errors.ts';

/** PostgreSQL takes neither NUL nor half a surrogate pair; JSON.stringify escapes both, and nothing else, in this way. */
const unstorable = /(?<!\\)(?:\\\\)*\\u(?:0000|d[89a-f])/;

/** Refuses such text where it enters, wherever in the request it stands. */
export function refuseUnstorableText(app: FastifyInstance): void {
  app.addHook('preValidation', async ({ params, query, body }) => {
    const isBytes = Buffer.isBuffer(body);
    if (!unstorable.test(JSON.stringify([params, query, isBytes ? undefined : body]))) return;
    throw new AppError(
      'INPUT_INVALID',
      'Expected text without NUL characters and without broken surrogate pairs (\\u0000, \\ud800 to \\udfff)',
    );
  });
}
