import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { basename, join } from 'node:path';

import { expect, test } from 'vitest';

import { newSigningKeys } from '#src/channels/webhook/keys.ts';
import { prepareKey } from '#src/channels/webhook/read-key.ts';
import { signWebhook } from '#src/channels/webhook/sign.ts';
import { installExample } from '#tests/client/packed.ts';
import { startBrowser } from '#tests/support/browser.ts';
import { listen } from '#tests/support/raw-server.ts';

const body = JSON.stringify({
  type: 'test.ping',
  timestamp: '2026-03-01T10:00:00Z',
  data: { sequence: 3 },
});

/** One call for each scheme, signed by that key alone, with what the page needs to know it. */
function signedCalls() {
  return newSigningKeys().map(({ scheme, secret, publicKey }) => ({
    headers: {
      ...signWebhook({ id: 'evt_1', timestamp: new Date(), body, keys: [prepareKey(secret)] }),
    },
    body,
    keys: scheme === 'v1' ? { secrets: [secret] } : { publicKeys: [publicKey] },
  }));
}

const page = (
  calls: unknown,
) => `<!doctype html><title>A page</title><output></output><script type="module">
import { createClient, verify, VerificationError } from '/client/main.js';
const said = [];
for (const { keys, ...call } of ${JSON.stringify(calls)}) {
  said.push((await verify(call, keys)).id);
  said.push(await verify({ ...call, body: call.body + ' ' }, keys).catch((error) => error instanceof VerificationError && error.reason));
}
const { advisories } = await createClient({ baseUrl: location.origin }).get('/advisories', { query: { country: 'ML' } });
document.querySelector('output').textContent = [...said, advisories.length].join(' ');
</script>`;

test('W1 · the packed client verifies calls of both schemes in a browser, and asks a service of the same origin', async () => {
  await using owned = new AsyncDisposableStack();
  const { dir } = owned.use(await installExample(AbortSignal.timeout(60_000)));
  const dist = join(dir, 'node_modules/@consular-alerts/client/dist');
  const asked: string[] = [];
  const server = createServer((request, response) => {
    const { url = '/' } = request;
    if (url.startsWith('/client/')) {
      response.setHeader('content-type', 'text/javascript');
      void readFile(join(dist, basename(url))).then((file) => response.end(file));
    } else if (url.startsWith('/api/')) {
      asked.push(url);
      response.setHeader('content-type', 'application/json').end('{ "advisories": [] }');
    } else response.setHeader('content-type', 'text/html').end(page(signedCalls()));
  });
  const { port } = await listen(server);
  owned.defer(() => server.closeAllConnections());
  owned.defer(() => void server.close());
  const browser = owned.use(await startBrowser());
  const tab = await browser.newPage();
  const wrong: string[] = [];
  tab.on('pageerror', ({ message }) => wrong.push(message));
  await tab.goto(`http://127.0.0.1:${port}/`);
  await expect
    .poll(async () => wrong.at(0) ?? (await tab.locator('output').textContent()), {
      timeout: 20_000,
    })
    .toBe('evt_1 signature-wrong evt_1 signature-wrong 0');
  expect(asked).toEqual(['/api/v1/advisories?country=ML']);
});
