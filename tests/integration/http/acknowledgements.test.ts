import { sql } from 'kysely';
import { describe, expect, test } from 'vitest';

import { newSigningKeys } from '#src/channels/webhook/keys.ts';
import { prepareKey } from '#src/channels/webhook/read-key.ts';
import { signWebhook } from '#src/channels/webhook/sign.ts';
import { createPublishing } from '#src/dispatch/publish.ts';
import { createDrafts } from '#src/store/drafts.ts';
import { createEndpoints } from '#src/store/endpoints.ts';
import { createPublishingLedger } from '#src/store/publish.ts';
import { anEndpoint } from '#tests/support/endpoints.ts';
import { aKeyring } from '#tests/support/keyring.ts';
import { openOffice } from '#tests/support/office.ts';
import type { Office } from '#tests/support/office.ts';
import { publish } from '#tests/support/publishing.ts';

/** Two endpoints that were told of an emergency. */
async function toldOffice() {
  const office = await openOffice();
  const { db } = office;
  const keyring = aKeyring();
  const endpoints = createEndpoints({ db, keyring, newKeys: newSigningKeys });
  const own = await anEndpoint(endpoints);
  const other = await anEndpoint(endpoints);
  const publishing = createPublishing({
    ledger: createPublishingLedger({ db, keyring }),
    wake: async () => {},
    allows: () => true,
  });
  await publish({ drafts: createDrafts({ db }), publishing }, { lane: 'emergency' });
  const { rows } = await sql<{ id: string }>`select public_id as id from events`.execute(db);
  return { office, own, other, event: rows[0]?.id ?? '' };
}

const body = JSON.stringify({ by: 'Duty desk' });

interface Signing {
  /** The event that the signature is about. */
  readonly about?: string;
  readonly secret: string;
  readonly timestamp?: Date;
  readonly headers?: Readonly<Record<string, string>>;
}

function signed({ about = '', secret, timestamp = new Date() }: Signing) {
  const headers = signWebhook({ id: about, timestamp, body, keys: [prepareKey(secret)] });
  return { ...headers, 'content-type': 'application/json' };
}

function acknowledge(office: Office, event: string, call: { endpoint: string } & Signing) {
  return office.call({
    method: 'POST',
    url: `/api/v1/events/${event}/acknowledgement?endpoint=${call.endpoint}`,
    body,
    headers: { ...signed({ about: event, ...call }), ...call.headers },
  });
}

describe('W9: a receiver acknowledges by a signed call', () => {
  test('once, and whoever repeats it is told the same', async () => {
    const { office, own, event } = await toldOffice();
    await using _office = office;
    const first = await acknowledge(office, event, { endpoint: own.id, secret: own.secret });
    expect(first.statusCode).toBe(200);
    expect(first.json()).toMatchObject({
      state: 'acknowledged',
      acknowledgedBy: 'Duty desk',
      means: 'call',
    });
    const again = await acknowledge(office, event, { endpoint: own.id, secret: own.secret });
    expect(again.json()).toEqual(first.json());
  });

  test('also after a call with the same Idempotency-Key that was signed wrongly', async () => {
    const { office, own, other, event } = await toldOffice();
    await using _office = office;
    const headers = { 'idempotency-key': 'k-1' };
    const wrong = { endpoint: own.id, secret: other.secret, headers };
    expect((await acknowledge(office, event, wrong)).statusCode).toBe(401);
    const right = { endpoint: own.id, secret: own.secret, headers };
    expect((await acknowledge(office, event, right)).statusCode).toBe(200);
  });

  test.each(['{"by":"\\u0000"}', '{"note":"\\ud800"}'])(
    'and what cannot be kept is refused: %s',
    async (text) => {
      const { office, own, event } = await toldOffice();
      await using _office = office;
      const key = prepareKey(own.secret);
      const headers = signWebhook({ id: event, timestamp: new Date(), body: text, keys: [key] });
      const answer = await office.call({
        method: 'POST',
        url: `/api/v1/events/${event}/acknowledgement?endpoint=${own.id}`,
        body: text,
        headers: { ...headers, 'content-type': 'application/json' },
      });
      expect(answer.json()).toMatchObject({ status: 400, code: 'INPUT_INVALID' });
    },
  );

  test('not with another endpoint’s key, nor with a signature of six minutes ago or about another event, nor of an event that there is not', async () => {
    const { office, own, other, event } = await toldOffice();
    await using _office = office;
    const foreign = await acknowledge(office, event, { endpoint: own.id, secret: other.secret });
    expect(foreign.statusCode).toBe(401);
    const timestamp = new Date(Date.now() - 360_000);
    const late = { endpoint: own.id, secret: own.secret, timestamp };
    expect((await acknowledge(office, event, late)).statusCode).toBe(401);
    const elsewhere = { endpoint: own.id, secret: own.secret, about: 'evt_y' };
    expect((await acknowledge(office, event, elsewhere)).statusCode).toBe(401);
    const unknown = await acknowledge(office, 'evt_x', { endpoint: own.id, secret: own.secret });
    expect(unknown.statusCode).toBe(404);
    const bare = { method: 'POST', url: `/api/v1/events/${event}/acknowledgement` } as const;
    expect((await office.call(bare)).statusCode).toBe(401);
  });

  test('and officers see who has not, page by page, and write down what they are told by telephone', async () => {
    const { office, own, other, event } = await toldOffice();
    await using _office = office;
    const token = await office.tokenOf('Asha', 'operator');
    const list = async (query: string) =>
      (await office.call({ url: `/api/v1/acknowledgements?${query}`, token })).json();
    const first = await list('open=true&limit=1');
    expect(first.acknowledgements).toMatchObject([{ endpoint: other.id, state: 'open' }]);
    expect((await list(`open=true&limit=1&after=${first.next}`)).acknowledgements).toMatchObject([
      { endpoint: own.id },
    ]);
    const noted = await office.call({
      method: 'POST',
      url: `/api/v1/events/${event}/acknowledgement?endpoint=${other.id}`,
      token,
      body: { by: 'Consul', note: 'by telephone' },
    });
    expect(noted.json()).toMatchObject({
      means: 'officer',
      trail: [{ step: 'asked' }, { detail: 'by telephone – noted by Asha' }],
    });
    expect((await list('open=true')).acknowledgements).toMatchObject([{ endpoint: own.id }]);
  });
});
