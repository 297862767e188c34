import { createPrivateKey, createPublicKey } from 'node:crypto';

import * as fc from 'fast-check';
import { Webhook } from 'standardwebhooks';
import { Webhook as SvixWebhook } from 'svix';
import { describe, expect, test } from 'vitest';

import { newKeyPair, newSigningKeys, newWebhookSecret } from '#src/channels/webhook/keys.ts';
import type { NewKey } from '#src/channels/webhook/keys.ts';
import { prepareKey } from '#src/channels/webhook/read-key.ts';
import { isSignedWith, signWebhook, signWebhookAside } from '#src/channels/webhook/sign.ts';

const secret = newWebhookSecret();
const pair = newKeyPair();
const keys = [prepareKey(secret), prepareKey(pair.secret)];
const now = new Date('2026-11-23T12:00:00Z');
const receiversKey = ({ secret: shared, publicKey }: NewKey) => publicKey ?? shared;

describe('W1 · a signature', () => {
  test('of v1a is the one that the Go library of Standard Webhooks makes', () => {
    const key = prepareKey('whsk_VEVTVFNJR05JTkdLRVlET05PVFVTRVRISVNGT1JBTlk=');
    const signed = signWebhook({
      id: 'msg_p5jXN8AQM9LWM0D4loKWxJek',
      timestamp: new Date(1_614_265_330_000),
      body: '{"test": 2432232314}',
      keys: [key],
    });
    expect(signed['webhook-signature']).toBe(
      'v1a,tQ9V2XOqn7jL/DQenEFpqIugdBVtiMmER5mhSkXBNwM0mkATuDe6KYYUuxqtaiHeYGb7KaaBRdM5WqyeFiL8Ag==',
    );
  });

  test('stands there once for each key, in both schemes', () => {
    const signed = signWebhook({ id: 'evt_1', timestamp: now, body: '{}', keys });
    expect(signed['webhook-signature']).toMatch(/^v1,[\w+/]{43}= v1a,[\w+/]{86}==$/);
  });

  test('is the same when another thread makes it, however many are made at once and however long they are', async () => {
    const calls = Array.from({ length: 200 }, (_, n) => ({
      id: `evt_${n}`,
      timestamp: now,
      body: Buffer.from(`${n} `.repeat(n % 2 === 0 ? 4_000 : 9_000)),
      keys,
    }));
    const aside = await Promise.all(calls.map(signWebhookAside));
    expect(aside).toEqual(calls.map(signWebhook));
  });

  test.each([
    ['standardwebhooks', new Webhook(secret)],
    ['svix', new SvixWebhook(secret)],
  ])(
    'is verified by the published package %s, beside those of the other scheme',
    (_name, webhook) => {
      const body = JSON.stringify({
        type: 'advisory.published',
        data: { headline: 'بماكو — अलर्ट' },
      });
      const headers = { ...signWebhook({ id: 'evt_1', timestamp: new Date(), body, keys }) };
      expect(() => webhook.verify(body, headers)).not.toThrow();
      expect(() => webhook.verify(`${body} `, headers)).toThrow('No matching signature');
    },
  );

  test('of v1 is the one that standardwebhooks computes, whatever bytes are sent', () => {
    const bytes = fc.uint8Array({ minLength: 24, maxLength: 64 });
    const seconds = fc.integer({ min: 0, max: 4_000_000_000 });
    fc.assert(
      fc.property(fc.string(), seconds, bytes, (body, at, key) => {
        const own = `whsec_${Buffer.from(key).toString('base64')}`;
        const timestamp = new Date(at * 1000);
        const signed = signWebhook({ id: 'msg_1', timestamp, body, keys: [prepareKey(own)] });
        expect(signed['webhook-signature']).toBe(new Webhook(own).sign('msg_1', timestamp, body));
      }),
    );
  });

  test('holds for any id, time and body, and for no other', () => {
    const sample = fc.record({
      id: fc.stringMatching(/^[A-Za-z0-9_-]{1,60}$/),
      at: fc.integer({ min: 0, max: 4_000_000_000 }),
      body: fc.uint8Array({ minLength: 1, maxLength: 300 }),
      bit: fc.nat(),
    });
    fc.assert(
      fc.property(sample, fc.constantFrom(secret, pair.publicKey), ({ id, at, body, bit }, own) => {
        const timestamp = new Date(at * 1000);
        const sent = Buffer.from(body);
        const headers = { ...signWebhook({ id, timestamp, body: sent, keys }) };
        const received = { headers, body: sent, secret: own, now: timestamp };
        expect(isSignedWith(received)).toBe(true);
        expect(isSignedWith({ ...received, body: flipped(sent, bit) })).toBe(false);
        expect(isSignedWith({ ...received, headers: { ...headers, 'webhook-id': `${id}x` } })).toBe(
          false,
        );
        const other = { ...headers, 'webhook-timestamp': String(at + 1) };
        expect(isSignedWith({ ...received, headers: other })).toBe(false);
      }),
    );
  });

  test('with any bit of it flipped is none', () => {
    fc.assert(
      fc.property(fc.constantFrom(...newSigningKeys()), fc.nat(), (key, bit) => {
        const own = [prepareKey(key.secret)];
        const headers = { ...signWebhook({ id: 'evt_1', timestamp: now, body: '{}', keys: own }) };
        const [tag = '', written = ''] = headers['webhook-signature'].split(',');
        const wrong = flipped(Buffer.from(written, 'base64'), bit).toString('base64');
        const received = { headers, body: '{}', secret: receiversKey(key), now };
        expect(isSignedWith(received)).toBe(true);
        const altered = { ...headers, 'webhook-signature': `${tag},${wrong}` };
        expect(isSignedWith({ ...received, headers: altered })).toBe(false);
      }),
    );
  });

  test.each([
    ['exactly five minutes old', -300_000, true],
    ['older than five minutes', -301_000, false],
    ['five minutes ahead', 300_000, true],
    ['further ahead', 301_000, false],
  ])('%s', (_what, ms, isValid) => {
    const timestamp = new Date(now.getTime() + ms);
    const headers = { ...signWebhook({ id: 'evt_1', timestamp, body: '{}', keys }) };
    for (const own of [secret, pair.publicKey]) {
      expect(isSignedWith({ headers, body: '{}', secret: own, now })).toBe(isValid);
    }
  });

  test('of the other scheme, or in another spelling of base64, is none', () => {
    const headers = { ...signWebhook({ id: 'evt_1', timestamp: now, body: '{}', keys }) };
    const [v1 = '', v1a = ''] = headers['webhook-signature'].split(' ');
    const spelt = (signature: string, own: string) =>
      isSignedWith({
        headers: { ...headers, 'webhook-signature': signature },
        body: '{}',
        secret: own,
        now,
      });
    expect([spelt(v1, secret), spelt(v1a, pair.publicKey)]).toEqual([true, true]);
    expect([spelt(v1a, secret), spelt(v1, pair.publicKey)]).toEqual([false, false]);
    expect(spelt(v1.replace(/=$/, ''), secret)).toBe(false);
    expect(spelt(v1a.replace('v1a', 'v1'), secret)).toBe(false);
  });
});

describe('W1 · a key', () => {
  test.each([
    ['a secret without its prefix', secret.slice(6)],
    ['a secret that is not base64', `whsec_${'!'.repeat(40)}`],
    ['a secret with spaces', `${secret} `],
    ['a private key of 31 bytes', `whsk_${Buffer.alloc(31).toString('base64')}`],
    [
      'a private key of 64 bytes whose halves differ',
      `whsk_${Buffer.alloc(64).toString('base64')}`,
    ],
    ['a public key', newKeyPair().publicKey],
    ['nothing', ''],
  ])('that is %s signs nothing, and is not quoted', (_what, written) => {
    expect(() => prepareKey(written)).toThrow(
      expect.objectContaining({
        code: 'INPUT_INVALID',
        message: expect.not.stringContaining('=='),
      }),
    );
  });

  test.each([
    ['a full stop in the id', { id: 'msg.1' }],
    ['a line break in the id', { id: 'msg\r\nx' }],
    ['no id', { id: '' }],
    ['no key', { keys: [] }],
  ])('signs nothing with %s', (_what, part) => {
    const message = { id: 'msg_1', timestamp: now, body: '{}', keys, ...part };
    expect(() => signWebhook(message)).toThrow(expect.objectContaining({ code: 'INPUT_INVALID' }));
  });

  test('of v1a is read with its public half behind the seed too, as other libraries write it', () => {
    const [seed, point] = [pair.secret, pair.publicKey].map((written) =>
      Buffer.from(written.slice(5), 'base64'),
    );
    const both = `whsk_${Buffer.concat([seed ?? Buffer.of(), point ?? Buffer.of()]).toString('base64')}`;
    const signable = { id: 'evt_1', timestamp: now, body: '{}' };
    expect(signWebhook({ ...signable, keys: [prepareKey(both)] })).toEqual(
      signWebhook({ ...signable, keys: [prepareKey(pair.secret)] }),
    );
  });

  test('that is new has 32 bytes and its public half, and is never the same', () => {
    const [shared, own] = newSigningKeys();
    expect(shared?.secret).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/);
    expect(own?.secret).toMatch(/^whsk_[A-Za-z0-9+/]{43}=$/);
    expect(newWebhookSecret()).not.toBe(newWebhookSecret());
    const der = Buffer.from(`302e020100300506032b657004220420`, 'hex');
    const seed = Buffer.from(own?.secret.slice(5) ?? '', 'base64');
    const key = createPrivateKey({ key: Buffer.concat([der, seed]), format: 'der', type: 'pkcs8' });
    const { x = '' } = createPublicKey(key).export({ format: 'jwk' });
    expect(own?.publicKey).toBe(`whpk_${Buffer.from(x, 'base64url').toString('base64')}`);
  });
});

function flipped(bytes: Buffer, bit: number): Buffer {
  const copy = Buffer.from(bytes);
  const at = bit % (copy.length * 8);
  copy.writeUInt8(copy.readUInt8(at >> 3) ^ (1 << (at & 7)), at >> 3);
  return copy;
}
