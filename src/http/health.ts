import type { FastifyInstance } from 'fastify';
import { z } from 'zod';

import { problem } from './problem.ts';
import { within } from './within.ts';

/** Each says what is wrong in a few words, or undefined when nothing is. One that throws does not answer. */
export type ReadinessChecks = Readonly<Record<string, () => Promise<string | undefined>>>;

const answerWithinMs = 2_000;

/** Alive: the process answers. Ready: it can do its work. Nothing is restarted because a database is. */
export function registerHealth(app: FastifyInstance, checks: ReadinessChecks): void {
  app.get('/health/live', { schema: { hide: true } }, () => ({ status: 'alive' }));

  app.get('/health/ready', { schema: { hide: true } }, async (_request, reply) => {
    const results = await Promise.all(
      Object.entries(checks).map(async ([name, check]) => [name, await resultOf(check)] as const),
    );
    const failing = results.filter(([, result]) => result !== 'ok');
    const all = Object.fromEntries(results);
    if (failing.length === 0) return { status: 'ready', checks: all };
    const said = failing.map(([name, result]) => `${name}: ${result}`).join('; ');
    return reply
      .code(503)
      .type('application/problem+json')
      .header('retry-after', '5')
      .send({ ...problem(503, `Not ready. ${said}`, 'NOT_READY'), checks: all });
  });
}

async function resultOf(check: () => Promise<string | undefined>): Promise<string> {
  try {
    return (await within(answerWithinMs, check())) ?? 'ok';
  } catch (error) {
    const { data } = z.object({ code: z.string() }).safeParse(error);
    return data === undefined ? 'no answer' : `no answer (${data.code})`;
  }
}
