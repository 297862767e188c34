import { expect, test } from 'vitest';
import { z } from 'zod';

import { openOffice } from '#tests/support/office.ts';

const told = {
  deprecation: '@1795392000',
  sunset: 'Tue, 23 Nov 2027 00:00:00 GMT',
  link: expect.stringContaining('</api/v1/reference>; rel="deprecation"'),
};

test('who registers an endpoint as before there were filters is told until when that works', async () => {
  await using office = await openOffice();
  const token = await office.tokenOf('Omar', 'operator');
  const register = (body: object) =>
    office.call({ method: 'POST', url: '/api/v1/endpoints', token, body });
  const url = 'https://receiver.example/hook';
  const former = await register({ name: 'Embassy', url, countries: ['ML'], exercises: true });
  expect([former.statusCode, former.headers]).toMatchObject([201, told]);
  const present = await register({ name: 'Embassy', kind: 'webhook', url });
  expect(present.statusCode).toBe(201);
  expect(present.headers).not.toHaveProperty('deprecation');
});

test.each([
  { list: 'audit', link: 'rel="next", </api/v1/ref' },
  { list: 'decisions', link: '</api/v1/ref' },
])(
  'who asks the list of $list with `before` is told, and still given the next page',
  async ({ list, link }) => {
    await using office = await openOffice();
    const token = await office.tokenOf('Vera', 'auditor');
    for (const name of ['Asha', 'Ravi', 'Omar']) await office.tokenOf(name, 'author');
    const ask = (query: string) => office.call({ url: `/api/v1/${list}?${query}`, token });
    const former = await ask('before=4&limit=1');
    expect([former.statusCode, former.headers]).toMatchObject([200, told]);
    expect(former.headers['link']).toContain(link);
    expect((await ask('limit=1')).headers).not.toHaveProperty('deprecation');
  },
);

test('the document says where a former way still works, and nowhere else', async () => {
  await using office = await openOffice();
  const { paths } = documentShape.parse(
    (await office.call({ url: '/api/v1/openapi.json' })).json(),
  );
  const said = Object.values(paths).flatMap((methods) =>
    Object.values(methods)
      .filter(({ responses }) =>
        Object.values(responses).some(({ headers = {} }) => 'Deprecation' in headers),
      )
      .map(({ operationId }) => operationId),
  );
  expect(said.toSorted()).toEqual(['createEndpoint', 'listAuditEntries', 'listDecisions']);
});

const documentShape = z.object({
  paths: z.record(
    z.string(),
    z.record(
      z.string(),
      z.object({
        operationId: z.string(),
        responses: z.record(
          z.string(),
          z.object({ headers: z.record(z.string(), z.unknown()).optional() }),
        ),
      }),
    ),
  ),
});
