import { setTimeout as sleep } from 'node:timers/promises';

import { createClient } from '#clients/typescript/src/client.ts';
import type { Client } from '#clients/typescript/src/client.ts';
import type { App } from '#src/app.ts';
import { endpointScopes } from '#src/endpoints/partner.ts';
import { freePort } from '#src/free-port.ts';
import { createPartnerTokens } from '#src/store/partner-tokens.ts';
import { createWeb } from '#src/web.ts';
import { installExample } from '#tests/client/packed.ts';
import { recordIn, startReceiver } from '#tests/client/receiver.ts';
import type { Receiver } from '#tests/client/receiver.ts';
import { anEndpoint } from '#tests/support/endpoints.ts';

/** An embassy that runs the example receiver, installed from the packed client, and the API from which it catches up. */
export interface Example extends AsyncDisposable {
  /** Of its endpoint. */
  readonly id: string;
  /** An officer's. */
  readonly client: Client;
  /** kill -9; and after a while it is started again, on the same port and with the record that it wrote itself. */
  readonly dieFor: (ms: number, signal: AbortSignal) => Promise<void>;
  /** What it wrote down. */
  readonly record: () => Promise<readonly Recorded[]>;
  /** Of how many calls it said that it had taken them before: from the log, or before it died. */
  readonly heardAgain: () => number;
}

export interface Recorded {
  readonly sequence: number;
  /** The `webhook-id`. */
  readonly id: string;
}

export async function createExample(app: App, signal: AbortSignal): Promise<Example> {
  await using owned = new AsyncDisposableStack();
  const { dir } = owned.use(await installExample(signal));
  const web = owned.use(await createWeb(app));
  const service = await web.listen({ host: '127.0.0.1', port: 0 });
  const port = await freePort();
  const { id, secret } = await anEndpoint(app.endpoints, {
    name: 'The example',
    url: `http://127.0.0.1:${port}/hook`,
  });
  const token = await tokenFor(app, id);
  const start = () => startReceiver({ dir, service, port, token, secret }, signal);
  let running: Receiver = await start();
  owned.defer(() => running[Symbol.asyncDispose]());
  let again = 0;
  const kept = owned.move();
  return {
    id,
    client: createClient({
      baseUrl: service,
      token: await app.officers.create({ name: 'A judge', roles: ['operator'] }, 'chaos'),
    }),
    async dieFor(ms, until) {
      await running.kill();
      again += heardAgain(running);
      await sleep(ms, undefined, { signal: until });
      running = await start();
    },
    record: async () =>
      (await recordIn(dir)).map(([sequence, event = '']) => ({
        sequence: Number(sequence),
        id: event,
      })),
    heardAgain: () => again + heardAgain(running),
    [Symbol.asyncDispose]: () => kept.disposeAsync(),
  };
}

async function tokenFor({ db }: App, endpoint: string): Promise<string> {
  const about = { name: 'The example', scopes: endpointScopes, endpoint, expiresAt: undefined };
  const issued = await createPartnerTokens({ db }).issue(about, 'chaos');
  if (issued === undefined) throw new Error(`expected a token for endpoint ${endpoint}`);
  return issued.token;
}

function heardAgain({ said }: Receiver): number {
  return said.filter((line) => line.endsWith(' again')).length;
}
