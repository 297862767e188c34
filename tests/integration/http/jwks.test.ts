import { expect, test } from 'vitest';
import { z } from 'zod';

import { newSigningKeys } from '#src/channels/webhook/keys.ts';
import { createEndpoints } from '#src/store/endpoints.ts';
import { anEndpoint } from '#tests/support/endpoints.ts';
import { aKeyring } from '#tests/support/keyring.ts';
import { openOffice } from '#tests/support/office.ts';

const setSchema = z.object({ keys: z.array(z.object({ kid: z.string(), x: z.string() })) });

test('W1, W7 · the public keys of an endpoint are for everybody to fetch; in a rotation the old and the new one stand there', async () => {
  await using office = await openOffice();
  const parts = { db: office.db, keyring: aKeyring(), newKeys: newSigningKeys };
  const endpoints = createEndpoints(parts);
  const { id } = await anEndpoint(endpoints);
  const kids = async () => {
    const answer = await office.call({ url: `/endpoints/${id}/jwks.json` });
    expect(answer.statusCode).toBe(200);
    expect(answer.headers).toMatchObject({
      'content-type': expect.stringContaining('application/jwk-set+json'),
      'cache-control': 'public, max-age=300',
    });
    return setSchema.parse(answer.json()).keys.map(({ kid }) => kid);
  };
  const [first] = await kids();
  await endpoints.rotate(id, 24, 'an operator');
  expect(await kids()).toEqual([first, expect.any(String)]);
  await endpoints.rotate(id, 0, 'an operator');
  expect(await kids()).toHaveLength(1);
  expect(await kids()).not.toContain(first);
});

test('W1 · the keys of an endpoint that is not there are not there', async () => {
  await using office = await openOffice();
  const answer = await office.call({ url: '/endpoints/ep_nobody/jwks.json' });
  expect(answer.statusCode).toBe(404);
  expect(answer.json()).toMatchObject({ code: 'NOT_FOUND' });
});
