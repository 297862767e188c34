import { setTimeout as sleep } from 'node:timers/promises';

import { announceKeys, withdrawKeys } from '#src/store/key-holders.ts';

import type { App } from './app.ts';
import { codeOf } from './errors.ts';

const everyMs = 3_000;

/** Tells the others, as long as this process lives, which data keys it holds: a new one is used only when all can read it. */
export function startAnnouncingKeys({
  db,
  keyring,
  worker: process,
  log,
}: Pick<App, 'db' | 'keyring' | 'worker' | 'log'>): AsyncDisposable {
  const over = new AbortController();

  async function announce(): Promise<void> {
    while (!over.signal.aborted) {
      await announceKeys(db, { process, ...keyring.held() }).catch((error: unknown) =>
        log.warn({ code: codeOf(error) }, 'keys.not-announced'),
      );
      await sleep(everyMs, undefined, { signal: over.signal }).catch(() => {}); // over: the loop's condition says so
    }
  }

  const announcing = announce();
  return {
    async [Symbol.asyncDispose]() {
      over.abort();
      await announcing;
      await withdrawKeys(db, process).catch(() => {}); // who is not seen for half a minute is taken for gone
    },
  };
}
