import { describe, expect, test, vi } from 'vitest';

import type { Resolve } from '#src/outbound/dns.ts';
import { createFetch } from '#src/outbound/fetch.ts';
import { createGuard } from '#src/outbound/guard.ts';
import { withCorpus } from '#tests/support/corpora.ts';
import { startRawServer } from '#tests/support/raw-server.ts';
import { labelledUrls, publicDns, scriptedNames, somewhere } from '#tests/support/ssrf.ts';
import type { ScriptedName } from '#tests/support/ssrf.ts';

const soon = () => AbortSignal.timeout(60_000);

withCorpus('ssrf-urls.tsv', (path) => {
  const rows = labelledUrls(path);

  test('every line has a verdict', () => {
    expect(rows).toHaveLength(79);
    expect(new Set(rows.map(({ verdict }) => verdict))).toEqual(new Set(['BLOCK', 'ALLOW']));
  });

  describe.each([
    { operator: 'no private network is opened', allow: [] },
    { operator: 'one private network is opened', allow: ['10.99.0.0/16'] },
  ])('W2 · where $operator', ({ allow }) => {
    const guard = createGuard({ allow, resolve: publicDns });
    const asked = async (text: string) => guard.pinnedAddress(guard.checkUrl(text), soon());

    test.each(rows.filter(({ verdict }) => verdict === 'BLOCK'))(
      'refused: $why',
      async ({ url }) => {
        await expect(asked(url)).rejects.toMatchObject({ code: 'OUTBOUND_REFUSED' });
        await using door = createFetch({ guard, userAgent: 'tests' });
        await expect(door.request({ url }, soon())).rejects.toMatchObject({
          code: 'OUTBOUND_REFUSED',
        });
      },
    );

    test.each(rows.filter(({ verdict }) => verdict === 'ALLOW'))(
      'allowed: $why',
      async ({ url }) => {
        const { hostname } = new URL(url);
        const literal = /^[\d.]+$/.test(hostname);
        expect(await asked(url)).toEqual({
          address: literal ? hostname : somewhere,
          family: 4,
          inside: false,
        });
      },
    );
  });
});

/** One scripted answer for each look-up; a delay is a look-up that never ends. */
const scripted = ({ answers, delayMs }: ScriptedName) => {
  const left = [...answers];
  return vi.fn<Resolve>(async () => {
    if (delayMs !== undefined) return Promise.withResolvers<readonly string[]>().promise;
    const answer = left.shift() ?? [];
    if (answer === 'NXDOMAIN')
      throw Object.assign(new Error('no such name'), { code: 'ENOTFOUND' });
    return answer;
  });
};

withCorpus('ssrf-dns.json', (path) => {
  const cases = scriptedNames(path);

  const verdicts: Readonly<Record<string, object>> = {
    'rebind.test': { address: somewhere, family: 4 },
    'mixed.test': { code: 'OUTBOUND_REFUSED', reason: 'address-closed' },
    'mapped.test': { code: 'OUTBOUND_REFUSED', reason: 'address-closed' },
    'v6only.test': { address: '2606:2800:21f:cb07:6820:80da:af6b:8b2c', family: 6 },
    'cname-to-localhost.test': { code: 'OUTBOUND_REFUSED', reason: 'address-closed' },
    'empty.test': { code: 'OUTBOUND_FAILED', reason: 'dns-empty' },
    'nxdomain.test': { code: 'OUTBOUND_FAILED', reason: 'dns-nxdomain' },
    'slowdns.test': { code: 'OUTBOUND_FAILED', reason: 'timeout-dns' },
    'redirect.test': { address: somewhere, family: 4 },
  };

  test.each(cases)('W2 · $host: $expect', async (script) => {
    const resolve = scripted(script);
    const guard = createGuard({ allow: [], resolve });
    const url = guard.checkUrl(`https://${script.host}/hook`);
    const signal = AbortSignal.timeout(script.delayMs === undefined ? 5_000 : 200);
    const verdict = await guard.pinnedAddress(url, signal).catch((error: unknown) => error);
    expect(verdict).toMatchObject(verdicts[script.host] ?? { unknown: script.host });
    expect(resolve).toHaveBeenCalledTimes(1);
  });

  test.each(cases.filter(({ http }) => http !== undefined))(
    'W2 · $host: a redirect is handed on and the name is not asked again',
    async (script) => {
      await using server = await startRawServer((socket) =>
        socket.end(
          `HTTP/1.1 ${script.http?.status} Go\r\nLocation: ${script.http?.location}\r\n\r\n`,
        ),
      );
      const resolve = vi.fn<Resolve>(async () => ['127.0.0.1']);
      const guard = createGuard({ allow: ['127.0.0.1/32'], resolve });
      await using door = createFetch({ guard, userAgent: 'tests' });
      const answer = await door.request({ url: `http://${script.host}:${server.port}/` }, soon());
      expect(answer.status).toBe(script.http?.status);
      expect(resolve).toHaveBeenCalledTimes(1);
      expect(server.received).toHaveLength(1);
    },
  );
});
