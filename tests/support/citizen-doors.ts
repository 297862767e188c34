import type { LightMyRequestResponse } from 'fastify';
import { simpleParser } from 'mailparser';
import { vi } from 'vitest';

import type { Server } from '#src/http/server.ts';
import type { Wish } from '#src/subscription/subscription.ts';
import { createWeb } from '#src/web.ts';

import { aWish } from './builders-wish.ts';
import { patiently } from './patiently.ts';
import { startService } from './service.ts';
import type { ServiceOptions, TestService } from './service.ts';

/** The whole service with its workers, as a citizen comes upon it: pages and mails. */
export interface CitizenDoors extends TestService {
  readonly web: Server;
  readonly get: (path: string) => Promise<LightMyRequestResponse>;
  readonly post: (
    path: string,
    fields?: Readonly<Record<string, string>>,
  ) => Promise<LightMyRequestResponse>;
  /** Does something by which a link is mailed, and gives that link's path. */
  readonly mailedBy: (kind: Kind, address: string, ask: () => Promise<unknown>) => Promise<string>;
  /** Signs up and presses the mailed button. */
  readonly subscribe: (address: string, wish?: Wish) => Promise<void>;
  /** Asks for a manage link and gives its path. */
  readonly manage: (address: string) => Promise<string>;
  /** Subjects of the mails to an address, in their order. */
  readonly subjects: (address: string) => Promise<readonly string[]>;
  /** Waits until every publication has been sent. */
  readonly settled: () => Promise<void>;
}

export async function openCitizenDoors(options: ServiceOptions = {}): Promise<CitizenDoors> {
  await using owned = new AsyncDisposableStack();
  const service = owned.use(await startService(options));
  owned.use(service.work());
  const web = owned.use(await createWeb(service.app));
  const { app, sink } = service;
  const linksTo = async (kind: Kind, address: string) =>
    (await textsOf(sink.messages))
      .filter(({ to }) => to === address)
      .flatMap(({ text }) => text.match(linkOf(kind)) ?? []);
  /** Does something that mails a link, and waits for that one. */
  async function mailedBy(kind: Kind, address: string, ask: () => Promise<unknown>) {
    const { length } = await linksTo(kind, address);
    await ask();
    return vi.waitFor(async () => {
      const link = (await linksTo(kind, address)).at(length);
      if (link === undefined) throw new Error(`expected a ${kind} link, found none yet`);
      return link;
    }, patiently);
  }
  const doors = {
    get: (url: string) => web.app.inject({ method: 'GET', url }),
    post: (url: string, fields: Readonly<Record<string, string>> = {}) =>
      web.app.inject({
        method: 'POST',
        url,
        headers: {
          'content-type': 'application/x-www-form-urlencoded',
          'sec-fetch-site': 'same-origin',
        },
        payload: new URLSearchParams(fields).toString(),
      }),
  };
  const kept = owned.move();
  return {
    ...service,
    web,
    ...doors,
    mailedBy,
    async subscribe(address, wish = aWish()) {
      const ask = () => app.subscriptions.request(address, wish);
      await doors.post(await mailedBy('confirm', address, ask));
    },
    manage: (address) =>
      mailedBy('manage', address, () => app.subscriptions.requestManageLink(address)),
    subjects: async (address) =>
      (await textsOf(sink.messages))
        .filter(({ to }) => to === address)
        .map(({ subject }) => subject),
    settled: () =>
      vi.waitFor(async () => {
        const open = (await app.publications.list(50)).filter(({ state }) => state === 'running');
        if (open.length > 0) throw new Error('expected every publication to be sent');
      }, patiently),
    [Symbol.asyncDispose]: () => kept.disposeAsync(),
  };
}

type Kind = 'confirm' | 'manage';
const linkOf = (kind: Kind) => new RegExp(`/${kind}/[\\w-]{43}`, 'g');

async function textsOf(messages: TestService['sink']['messages']) {
  return Promise.all(
    messages.map(async ({ to, raw }) => {
      const { text = '', subject = '' } = await simpleParser(raw);
      return { to: to[0] ?? '', text, subject };
    }),
  );
}
