import type { FastifyInstance } from 'fastify';

import { AppError } from '#src/errors.ts';

/** PostgreSQL takes neither NUL nor half a surrogate pair; JSON.stringify escapes both, and nothing else, in this way. */
const unstorable = /(?<!\\)(?:\\\\)*\\u(?:0000|d[89a-f])/;

/** Far more than anything of ours has, and far less than what reading it again and again has room for. */
const deepest = 100;

/** Refuses such text where it enters, wherever in the request it stands; bytes where they are read as JSON. */
export function refuseUnstorableText(app: FastifyInstance): void {
  app.addHook('preValidation', async ({ params, query, body }) => {
    requireStorable([params, query, Buffer.isBuffer(body) ? undefined : body]);
  });
}

export function requireStorable(value: unknown): void {
  if (isDeeperThan(deepest, value)) throw tooDeep();
  if (!unstorable.test(JSON.stringify([value]))) return;
  throw new AppError(
    'INPUT_INVALID',
    'Expected text without NUL characters and without broken surrogate pairs (\\u0000, \\ud800 to \\udfff)',
  );
}

/** Level by level, for a body may be as deep as it is long. */
function isDeeperThan(most: number, value: unknown): boolean {
  let level: readonly unknown[] = [value];
  for (let depth = 0; depth <= most; depth += 1) {
    level = level.flatMap((one) =>
      typeof one === 'object' && one !== null ? Object.values(one) : [],
    );
    if (level.length === 0) return false;
  }
  return true;
}

function tooDeep(): AppError {
  return new AppError(
    'INPUT_INVALID',
    `Expected a body of at most ${deepest} levels of lists and objects, arrived a deeper one`,
  );
}
