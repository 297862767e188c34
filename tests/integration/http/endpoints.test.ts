import { expect, test } from 'vitest';
import { z } from 'zod';

import { isSignedWith } from '#src/channels/webhook/sign.ts';
import { openOffice } from '#tests/support/office.ts';
import type { Office } from '#tests/support/office.ts';
import { there } from '#tests/support/there.ts';
import { startWebhookReceiver } from '#tests/support/webhook-receiver.ts';
import type { WebhookReceiver } from '#tests/support/webhook-receiver.ts';

const registered = z.object({ id: z.string(), secret: z.string() });
const sent = z.object({
  type: z.literal('endpoint.verification'),
  data: z.object({ endpoint: z.string(), challenge: z.string() }),
});

const base = '/api/v1/endpoints';

function challengeIn(receiver: WebhookReceiver): string {
  const { body } = there(receiver.received.at(-1));
  return sent.parse(JSON.parse(body.toString())).data.challenge;
}

function answerWithChallenge(receiver: WebhookReceiver): void {
  receiver.answerWith((response) =>
    response.end(JSON.stringify({ challenge: challengeIn(receiver) })),
  );
}

/** An operator registers an endpoint that listens at this address. */
async function register(office: Office, url: string) {
  const token = await office.tokenOf('Olga', 'operator');
  const body = {
    kind: 'webhook',
    name: 'Embassy',
    url,
    contacts: [{ email: 'duty@embassy.example' }],
  };
  const answer = await office.call({ method: 'POST', url: base, token, body });
  expect(answer.statusCode).toBe(201);
  return { token, ...registered.parse(answer.json()) };
}

interface Post {
  readonly token: string;
  readonly path: string;
  readonly body?: object;
}

async function post(office: Office, { path, ...rest }: Post) {
  return office.call({ method: 'POST', url: `${base}/${path}`, ...rest });
}

async function ownToken(office: Office, token: string, id: string): Promise<string> {
  const body = { name: 'Its system', scopes: ['endpoints:manage'] };
  const answer = await post(office, { token, path: `${id}/tokens`, body });
  expect(answer.statusCode).toBe(201);
  return z.object({ token: z.string().startsWith('cae_') }).parse(answer.json()).token;
}

test('W1 · an endpoint is active once its receiver has answered a signed challenge, and its secret is shown once', async () => {
  await using office = await openOffice();
  await using receiver = await startWebhookReceiver();
  const { token, id, secret } = await register(office, receiver.url);
  answerWithChallenge(receiver);
  const answer = await post(office, { token, path: `${id}/verify` });
  expect(answer.json()).toMatchObject({ id, state: 'active', verifiedAt: expect.any(String) });
  const { headers, body } = there(receiver.received[0]);
  const named = z.record(z.string(), z.string()).parse(headers);
  expect(isSignedWith({ headers: named, body, secret, now: new Date() })).toBe(true);
  const shown = await office.call({ url: `${base}/${id}`, token });
  expect(shown.body).not.toContain(secret);
  expect(shown.json()).toMatchObject({
    contacts: [{ email: 'duty@embassy.example' }],
    keys: [{ scheme: 'v1' }, { scheme: 'v1a', publicKey: expect.stringMatching(/^whpk_/) }],
    jwks: `https://alerts.example/endpoints/${id}/jwks.json`,
  });
});

test.each([
  { said: 'nothing', status: 204, text: '', arrived: 'HTTP 204 without a body' },
  { said: 'something else', status: 200, text: 'ok', arrived: 'HTTP 200 with 2 bytes' },
  { said: 'an error', status: 500, text: 'whsec_secret', arrived: 'HTTP 500' },
])('a receiver that answers $said is not verified', async ({ status, text, arrived }) => {
  await using office = await openOffice();
  await using receiver = await startWebhookReceiver();
  const { token, id } = await register(office, receiver.url);
  receiver.answerWith((response) => response.writeHead(status).end(text));
  const answer = await post(office, { token, path: `${id}/verify` });
  expect(answer.statusCode).toBe(422);
  expect(answer.json()).toMatchObject({
    code: 'OUTBOUND_FAILED',
    detail: expect.stringContaining(arrived),
  });
  expect(answer.body).not.toContain('whsec_');
  expect((await office.call({ url: `${base}/${id}`, token })).json()).toMatchObject({
    state: 'unverified',
  });
});

test('a receiver may hand the challenge in later; one of another endpoint, an old address or an hour ago does nothing', async () => {
  let now = new Date('2026-01-01T00:00:00Z');
  await using office = await openOffice({ now: () => now });
  await using receiver = await startWebhookReceiver();
  const { token, id } = await register(office, receiver.url);
  const other = await register(office, receiver.url);
  await post(office, { token, path: `${id}/verify` });
  const challenge = challengeIn(receiver);
  const handIn = (to: string) =>
    post(office, { token, path: `${to}/verification`, body: { challenge } });
  expect((await handIn(other.id)).json()).toMatchObject({ code: 'CHALLENGE_INVALID' });
  now = new Date('2026-01-01T01:00:01Z');
  expect((await handIn(id)).statusCode).toBe(422);
  now = new Date('2026-01-01T00:59:59Z');
  expect((await handIn(id)).json()).toMatchObject({ state: 'active' });
  const body = { url: `${receiver.url}/new` };
  const moved = await office.call({ method: 'PATCH', url: `${base}/${id}`, token, body });
  expect(moved.json()).toMatchObject({ state: 'unverified', reason: 'address-changed' });
  expect((await handIn(id)).statusCode).toBe(422);
});

test('what is changed must fit what stays: an endpoint in CAP asks for nothing that CAP cannot say', async () => {
  await using office = await openOffice();
  await using receiver = await startWebhookReceiver();
  const { token, id } = await register(office, receiver.url);
  const change = (body: object) =>
    office.call({ method: 'PATCH', url: `${base}/${id}`, token, body });
  expect((await change({ filter: { types: ['publication.progress'] } })).statusCode).toBe(200);
  const refused = await change({ format: 'cap' });
  expect([refused.statusCode, refused.json().code]).toEqual([400, 'INPUT_INVALID']);
  expect((await change({ format: 'cap', filter: {} })).json()).toMatchObject({ format: 'cap' });
});

test('W7 · in the overlap of a rotation the old and the new secret both sign, and afterwards the new one alone', async () => {
  await using office = await openOffice();
  await using receiver = await startWebhookReceiver();
  const { token, id, secret } = await register(office, receiver.url);
  answerWithChallenge(receiver);
  const signers = async (secrets: readonly string[]) => {
    await post(office, { token, path: `${id}/verify` });
    const { headers, body } = there(receiver.received.at(-1));
    const named = z.record(z.string(), z.string()).parse(headers);
    return secrets.map((one) =>
      isSignedWith({ headers: named, body, secret: one, now: new Date() }),
    );
  };
  const rotated = await post(office, { token, path: `${id}/rotate`, body: {} });
  const fresh = registered.parse(rotated.json()).secret;
  expect(await signers([secret, fresh])).toEqual([true, true]);
  const newest = registered.parse(
    (await post(office, { token, path: `${id}/rotate`, body: { overlapHours: 0 } })).json(),
  );
  expect(await signers([secret, fresh, newest.secret])).toEqual([false, false, true]);
});

test('an endpoint’s own token looks after its endpoint and sees nothing of another', async () => {
  await using office = await openOffice();
  await using receiver = await startWebhookReceiver();
  const { token, id } = await register(office, receiver.url);
  const other = await register(office, receiver.url);
  const own = await ownToken(office, token, id);
  answerWithChallenge(receiver);
  expect((await post(office, { token: own, path: `${id}/verify` })).statusCode).toBe(200);
  expect((await post(office, { token: own, path: `${id}/ping` })).json()).toMatchObject({
    sequence: 1,
  });
  const list = await office.call({ url: base, token: own });
  expect(list.json()).toMatchObject({ endpoints: [{ id }] });
  for (const path of ['verify', 'pause', 'resume', 'disable', 'rotate', 'ping', 'tokens'])
    expect(
      (await post(office, { token: own, path: `${other.id}/${path}`, body: {} })).statusCode,
    ).toBeOneOf([400, 403]);
  expect((await office.call({ url: `${base}/${other.id}`, token: own })).statusCode).toBe(403);
  const removed = await office.call({ method: 'DELETE', url: `${base}/${other.id}`, token: own });
  expect(removed.statusCode).toBe(403);
  const body = { kind: 'webhook', name: 'Another', url: receiver.url };
  expect((await office.call({ method: 'POST', url: base, token: own, body })).statusCode).toBe(403);
  expect((await office.call({ url: '/api/v1/drafts', token: own })).statusCode).toBe(403);
});

test('what an officer has disabled its own token does not resume, and what never answered nobody resumes', async () => {
  await using office = await openOffice();
  await using receiver = await startWebhookReceiver();
  const { token, id } = await register(office, receiver.url);
  const own = await ownToken(office, token, id);
  expect((await post(office, { token, path: `${id}/resume` })).json()).toMatchObject({
    code: 'ENDPOINT_NOT_ACTIVE',
  });
  answerWithChallenge(receiver);
  await post(office, { token: own, path: `${id}/verify` });
  expect((await post(office, { token: own, path: `${id}/pause` })).json()).toMatchObject({
    reason: 'paused-by-itself',
  });
  expect((await post(office, { token: own, path: `${id}/resume` })).json()).toMatchObject({
    state: 'active',
  });
  await post(office, { token, path: `${id}/disable` });
  expect((await post(office, { token: own, path: `${id}/resume` })).statusCode).toBe(403);
  expect((await post(office, { token: own, path: `${id}/ping` })).statusCode).toBe(409);
  expect((await post(office, { token, path: `${id}/resume` })).json()).toMatchObject({
    state: 'active',
  });
  const auditor = await office.tokenOf('Vera', 'auditor');
  const audit = await office.call({ url: '/api/v1/audit', token: auditor });
  const { entries } = z
    .object({ entries: z.array(z.object({ action: z.string(), officer: z.string() })) })
    .parse(audit.json());
  const acts = entries.filter(({ action }) => !action.startsWith('token.'));
  expect(acts.map(({ action, officer }) => `${action} ${officer}`)).toEqual([
    'endpoint.resumed Olga',
    'endpoint.disabled Olga',
    `endpoint.resumed endpoint:${id}`,
    `endpoint.paused endpoint:${id}`,
    `endpoint.verified endpoint:${id}`,
    'partner-token.created Olga',
    'endpoint.registered Olga',
  ]);
});

test('a registration as it was before filters is taken, and told that it is deprecated', async () => {
  await using office = await openOffice();
  const token = await office.tokenOf('Olga', 'operator');
  const body = { name: 'Embassy', url: 'https://receiver.example/hook', countries: ['ML'] };
  const answer = await office.call({ method: 'POST', url: base, token, body });
  expect(answer.statusCode).toBe(201);
  expect(answer.headers['deprecation']).toMatch(/^@\d+$/);
  expect(answer.json()).toMatchObject({
    kind: 'webhook',
    filter: { countries: ['ML'], statuses: ['actual'] },
  });
});

test('a partner’s token is made, rotated and revoked by an operator alone', async () => {
  await using office = await openOffice();
  const token = await office.tokenOf('Olga', 'operator');
  const url = '/api/v1/partner-tokens';
  const body = { name: 'Hotline', scopes: ['advisories:read'], days: 30 };
  const made = await office.call({ method: 'POST', url, token, body });
  const { id, token: cap } = z.object({ id: z.string(), token: z.string() }).parse(made.json());
  expect(cap).toMatch(/^cap_/);
  expect((await office.call({ url, token: cap })).statusCode).toBe(403);
  expect((await office.call({ url: base, token: cap })).statusCode).toBe(403);
  const list = await office.call({ url, token });
  expect(list.json()).toMatchObject({ tokens: [{ id, name: 'Hotline' }] });
  expect(list.body).not.toContain(cap);
  const rotate = {
    method: 'POST',
    url: `${url}/${id}/rotate`,
    token,
    body: { overlapHours: 0 },
  } as const;
  expect((await office.call(rotate)).statusCode).toBe(201);
  const expired = await office.call({ url, token: cap });
  expect([expired.statusCode, expired.json()]).toMatchObject([401, { code: 'TOKEN_EXPIRED' }]);
  expect((await office.call(rotate)).statusCode).toBe(404);
});

test('W2 · a place in the ministry’s own network is set by an operator, not by a mission’s or a partner’s token', async () => {
  await using office = await openOffice();
  await using receiver = await startWebhookReceiver();
  const { token, id } = await register(office, receiver.url);
  const own = await ownToken(office, token, id);
  const move = (by: string, url: string) =>
    office.call({ method: 'PATCH', url: `${base}/${id}`, token: by, body: { url } });
  const refused = await move(own, 'http://127.0.0.1:9/internal');
  expect(refused.statusCode).toBe(403);
  expect(refused.json()).toMatchObject({ detail: expect.stringMatching(/set by an operator/) });
  expect((await move(own, 'https://receiver.example/alerts')).statusCode).toBe(200);
  expect((await move(token, 'http://127.0.0.1:9/internal')).statusCode).toBe(200);
});
