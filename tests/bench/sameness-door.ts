import { setTimeout as sleep } from 'node:timers/promises';

import { Client } from 'undici';

import { limits } from '#config/limits.ts';
import type { App } from '#src/app.ts';
import { createWeb } from '#src/web.ts';

export type Page = 'subscribe' | 'manage';

export interface Door extends AsyncDisposable {
  /** Asks about an address and gives how long the answer took, in ms. */
  readonly ask: (page: Page, address: string, signal: AbortSignal) => Promise<number>;
  /** How many different answers each page gave. */
  readonly bodies: () => readonly { readonly page: Page; readonly bodies: number }[];
}

/** The service's own pages, over one connection that stays open: what is measured is the answer, not the way there. */
export async function openDoor(app: App, signal: AbortSignal): Promise<Door> {
  await using owned = new AsyncDisposableStack();
  const web = owned.use(await createWeb(app));
  const url = await web.listen({ host: '127.0.0.1', port: 0 });
  const client = new Client(url);
  owned.defer(() => client.close());
  const seen: Record<Page, Set<string>> = { subscribe: new Set(), manage: new Set() };
  const { body } = await client.request({ path: '/subscribe', method: 'GET', signal });
  const begun = /name="begun" value="([^"]+)"/.exec(await body.text())?.[1] ?? '';
  // Who comes back faster is taken for a machine, and machines wait for each other.
  await sleep(limits.fastestSeconds * 1_000 + 100, undefined, { signal });
  const kept = owned.move();
  return {
    async ask(page, address, stop) {
      const form = { ...fields[page], begun, address };
      const from = performance.now();
      const answer = await client.request({
        path: `/${page}`,
        method: 'POST',
        headers: { 'content-type': 'application/x-www-form-urlencoded' },
        body: new URLSearchParams(form).toString(),
        signal: stop,
      });
      const text = await answer.body.text();
      const tookMs = performance.now() - from;
      seen[page].add(`${answer.statusCode} ${text}`);
      return tookMs;
    },
    bodies: () => [
      { page: 'subscribe', bodies: seen.subscribe.size },
      { page: 'manage', bodies: seen.manage.size },
    ],
    [Symbol.asyncDispose]: () => kept.disposeAsync(),
  };
}

const fields = {
  subscribe: {
    scope: 'certain',
    country: 'ML',
    threshold: '0',
    language: 'en',
    do: 'continue',
    lang: 'en',
  },
  manage: { lang: 'en' },
} as const;
