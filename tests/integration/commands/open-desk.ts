import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

import { z } from 'zod';

import { compiled } from '#tests/support/compiled.ts';
import { openOffice } from '#tests/support/office.ts';
import type { Office } from '#tests/support/office.ts';

const run = promisify(execFile);

export interface Said {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** The API before real rows, and officers who type commands as processes of their own. */
export interface Desk extends AsyncDisposable {
  readonly office: Office;
  readonly folder: string;
  /** Types a command as an officer. */
  readonly type: (token: string | undefined, ...words: readonly string[]) => Promise<Said>;
}

/** Which of `src/commands` is typed. */
type Program = 'advisory' | 'endpoints';

export async function openDesk(program: Program = 'advisory'): Promise<Desk> {
  await using owned = new AsyncDisposableStack();
  const office = owned.use(await openOffice());
  const folder = await mkdtemp(join(tmpdir(), 'consular-alerts-desk-'));
  owned.defer(() => rm(folder, { recursive: true, force: true }));
  const url = await office.server.listen({ host: '127.0.0.1', port: 0 });
  const kept = owned.move();
  return {
    office,
    folder,
    type: (token, ...words) =>
      type({ PUBLIC_URL: url, ...(token === undefined ? {} : { ADVISORY_TOKEN: token }) }, [
        `src/commands/${program}.ts`,
        ...words,
      ]),
    [Symbol.asyncDispose]: () => kept.disposeAsync(),
  };
}

async function type(
  environment: Readonly<Record<string, string>>,
  words: readonly string[],
): Promise<Said> {
  const failed = z.object({ code: z.number(), stdout: z.string(), stderr: z.string() });
  try {
    const { stdout, stderr } = await run(process.execPath, words, {
      env: { ...compiled, ...environment },
    });
    return { code: 0, out: stdout, err: stderr };
  } catch (error) {
    const { code, stdout, stderr } = failed.parse(error);
    return { code, out: stdout, err: stderr };
  }
}
