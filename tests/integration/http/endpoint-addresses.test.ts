import { expect, test } from 'vitest';
import { z } from 'zod';

import type { Resolve } from '#src/outbound/dns.ts';
import { createGuard } from '#src/outbound/guard.ts';
import { withCorpus } from '#tests/support/corpora.ts';
import { openOffice } from '#tests/support/office.ts';
import type { Office } from '#tests/support/office.ts';
import { labelledUrls, publicDns, scriptedNames, somewhere } from '#tests/support/ssrf.ts';
import type { ScriptedName } from '#tests/support/ssrf.ts';

const base = '/api/v1/endpoints';
const registered = z.object({ id: z.string() });
const problem = z.object({ code: z.string() });

/** The API as it is run: addresses are asked of the real guard, before this DNS. */
function openDoor({ allow, resolve }: { allow: readonly string[]; resolve: Resolve }) {
  const guard = createGuard({ allow, resolve });
  return openOffice({
    // What never answers is given up here at once, and not after the ten seconds of the API.
    checkEndpointUrl: async (url, asked) => {
      const signal = url.includes('slowdns') ? AbortSignal.abort() : asked;
      return guard.pinnedAddress(guard.checkUrl(url), signal);
    },
  });
}

/** What registering an endpoint at this address comes to, and moving one there. */
async function bothWays(office: Office, token: string, url: string) {
  const fresh = { kind: 'webhook', name: 'Embassy', url };
  const made = await office.call({ method: 'POST', url: base, token, body: fresh });
  const first = { ...fresh, url: 'https://receiver.example/hook' };
  const other = await office.call({ method: 'POST', url: base, token, body: first });
  const { id } = registered.parse(other.json());
  const moved = { method: 'PATCH', url: `${base}/${id}`, token, body: { url } } as const;
  return { made, moved: await office.call(moved), at: await urlOf(office, token, id) };
}

function outcomeOf({ statusCode, body }: { readonly statusCode: number; readonly body: string }) {
  return statusCode < 300
    ? String(statusCode)
    : `${statusCode} ${problem.parse(JSON.parse(body)).code}`;
}

function isOfTheWeb(url: string): boolean {
  return URL.canParse(url) && /^https?:\/\//.test(url);
}

async function urlOf(office: Office, token: string, id: string): Promise<string> {
  const answer = await office.call({ url: `${base}/${id}`, token });
  return z.object({ url: z.string() }).parse(answer.json()).url;
}

withCorpus('ssrf-urls.tsv', (path) => {
  const rows = labelledUrls(path);

  test.each([
    { operator: 'no private network is opened', allow: [] },
    { operator: 'one private network is opened', allow: ['10.99.0.0/16'] },
  ])(
    'W2 · where $operator the API refuses every address it must, and no other',
    async ({ allow }) => {
      await using office = await openDoor({ allow, resolve: publicDns });
      const token = await office.tokenOf('Olga', 'operator');
      for (const { verdict, url, why } of rows) {
        const { made, moved, at } = await bothWays(office, token, url);
        const here = 'https://receiver.example/hook';
        const allowed = { outcomes: ['201', '200'], at: expect.not.stringMatching(`^${here}$`) };
        // What is no address of the web at all is a fault of the body; the others are addresses that we do not go to.
        const outcome = isOfTheWeb(url) ? '422 OUTBOUND_REFUSED' : '400 INPUT_INVALID';
        const refused = { outcomes: [outcome, outcome], at: here };
        expect({ why, outcomes: [made, moved].map(outcomeOf), at }).toEqual({
          why,
          ...(verdict === 'ALLOW' ? allowed : refused),
        });
      }
    },
  );
});

/** One scripted answer for each look-up, the last one for ever; a name that has no script is public. */
function scriptedDns(names: readonly ScriptedName[]): Resolve {
  const left = new Map(names.map(({ host, answers }) => [host, [...answers]]));
  return async (host) => {
    const answers = left.get(host);
    const answer = answers?.length === 1 ? answers[0] : answers?.shift();
    if (answer !== 'NXDOMAIN') return answer ?? [somewhere];
    throw Object.assign(new Error(`queryA ENOTFOUND ${host} at 10.0.0.53`), { code: 'ENOTFOUND' });
  };
}

const comesTo: Readonly<Record<string, readonly string[]>> = {
  'rebind.test': ['201', '422 OUTBOUND_REFUSED'],
  'mixed.test': ['422 OUTBOUND_REFUSED', '422 OUTBOUND_REFUSED'],
  'mapped.test': ['422 OUTBOUND_REFUSED', '422 OUTBOUND_REFUSED'],
  'v6only.test': ['201', '200'],
  'cname-to-localhost.test': ['422 OUTBOUND_REFUSED', '422 OUTBOUND_REFUSED'],
  'empty.test': ['422 OUTBOUND_FAILED', '422 OUTBOUND_FAILED'],
  'nxdomain.test': ['422 OUTBOUND_FAILED', '422 OUTBOUND_FAILED'],
  'slowdns.test': ['422 OUTBOUND_FAILED', '422 OUTBOUND_FAILED'],
  'redirect.test': ['201', '200'],
};

withCorpus('ssrf-dns.json', (path) => {
  test('W2 · the API refuses names by where they lead, and says nothing of what DNS or its server said', async () => {
    const names = scriptedNames(path);
    await using office = await openDoor({ allow: [], resolve: scriptedDns(names) });
    const token = await office.tokenOf('Olga', 'operator');
    for (const { host, answers } of names) {
      const { made, moved } = await bothWays(office, token, `https://${host}/hook`);
      const outcomes = [made, moved].map(outcomeOf);
      expect({ host, outcomes }).toEqual({ host, outcomes: comesTo[host] });
      const said = made.body + moved.body;
      for (const inside of [...answers.flat(), 'ENOTFOUND', 'queryA', '10.0.0.53'])
        expect(said).not.toContain(inside);
    }
  });
});

test('an address is kept, and shown, as it is called: nobody reads another name than the one that DNS is asked for', async () => {
  await using office = await openDoor({ allow: [], resolve: publicDns });
  const token = await office.tokenOf('Olga', 'operator');
  const { made, at } = await bothWays(office, token, 'https://BÜCHER.example/Hook?x=1');
  const kept = 'https://xn--bcher-kva.example/Hook?x=1';
  expect(made.json()).toMatchObject({ url: kept });
  expect(at).toBe(kept);
});
