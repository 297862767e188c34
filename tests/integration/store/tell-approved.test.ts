import { sql } from 'kysely';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';

import { newSigningKeys } from '#src/channels/webhook/keys.ts';
import { newEndpointSchema } from '#src/endpoints/endpoint.ts';
import { createEndpoints } from '#src/store/endpoints.ts';
import { tellProgress } from '#src/store/tell-progress.ts';
import { aContent } from '#tests/support/builders-content.ts';
import { anEndpoint } from '#tests/support/endpoints.ts';
import { aKeyring } from '#tests/support/keyring.ts';
import { openOffice } from '#tests/support/office.ts';
import type { Office } from '#tests/support/office.ts';

async function anAgency(options: Parameters<typeof anEndpoint>[1] = {}) {
  const office = await openOffice();
  const endpoints = createEndpoints({
    db: office.db,
    keyring: aKeyring(),
    newKeys: newSigningKeys,
  });
  const { id } = await anEndpoint(endpoints, options);
  const [asha, vikram, leela] = await Promise.all([
    office.tokenOf('Asha', 'author'),
    office.tokenOf('Vikram', 'approver'),
    office.tokenOf('Leela', 'approver'),
  ]);
  const auditor = await office.tokenOf('Vera', 'auditor');
  const events = async (of = id) =>
    logShape.parse(
      (await office.call({ url: `/api/v1/events?endpoint=${of}`, token: auditor })).json(),
    ).events;
  const types = async () => (await events()).map(({ type }) => type);
  return { office, endpoints, id, asha, vikram, leela, events, types };
}

const logShape = z.object({
  events: z.array(
    z.object({ type: z.string(), sequence: z.int(), data: z.record(z.string(), z.unknown()) }),
  ),
});
const aNewEndpoint = () =>
  newEndpointSchema.parse({
    kind: 'webhook',
    name: 'A stranger',
    url: 'https://stranger.example/hook',
  });
const draftShape = z.object({ id: z.string(), hash: z.string() });

async function draft(office: Office, token: string, lane = 'emergency') {
  const body = { content: aContent(), lane };
  return draftShape.parse(
    (await office.call({ method: 'POST', url: '/api/v1/drafts', token, body })).json(),
  );
}

const act = (office: Office, token: string, ...[path, body]: readonly [string, object]) =>
  office.call({ method: 'POST', url: `/api/v1/drafts/${path}`, token, body });

describe('advisory.approved', () => {
  test('is told when an approver says yes, before what it says is published', async () => {
    const agency = await anAgency();
    await using office = agency.office;
    const { id, hash } = await draft(office, agency.asha);
    expect(await agency.types()).toEqual([]);
    expect((await act(office, agency.vikram, `${id}/approve`, { hash })).statusCode).toBe(200);
    expect(await agency.types()).toEqual(['advisory.approved']);
    const [event] = await agency.events();
    expect(event?.data).toMatchObject({ draft: id, published: false, lane: 'emergency' });
    expect((await act(office, agency.asha, `${id}/publish`, { hash })).statusCode).toBe(201);
    expect(await agency.types()).toEqual(['advisory.approved', 'advisory.published']);
  });

  test('is told once, whoever else approves the same; and again when it was sent back in between', async () => {
    const agency = await anAgency();
    await using office = agency.office;
    const { id, hash } = await draft(office, agency.asha);
    for (const token of [agency.vikram, agency.leela, agency.vikram])
      await act(office, token, `${id}/approve`, { hash });
    expect(await agency.types()).toEqual(['advisory.approved']);
    const no = await act(office, agency.leela, `${id}/send-back`, { reason: 'Not so.' });
    expect(no.statusCode).toBe(200);
    await act(office, agency.vikram, `${id}/approve`, { hash });
    expect(await agency.types()).toEqual(['advisory.approved', 'advisory.approved']);
  });

  test('stands in no log of who never showed that its address is its own, not even once it has; what is published does', async () => {
    const agency = await anAgency();
    await using office = agency.office;
    const [stranger, mover] = await Promise.all([
      agency.endpoints.register(aNewEndpoint(), 'an operator'),
      anEndpoint(agency.endpoints),
    ]);
    const url = 'https://elsewhere.example.org/hook';
    await agency.endpoints.change(mover.id, { url }, 'its own token');
    const { id, hash } = await draft(office, agency.asha);
    await act(office, agency.vikram, `${id}/approve`, { hash });
    const logs = async () =>
      Promise.all(
        [agency.id, stranger.endpoint.id, mover.id].map(async (one) => {
          const events = await agency.events(one);
          return events.map(({ type, sequence }) => `${sequence} ${type}`);
        }),
      );
    expect(await logs()).toEqual([['1 advisory.approved'], [], []]);
    expect((await act(office, agency.asha, `${id}/publish`, { hash })).statusCode).toBe(201);
    await agency.endpoints.verified(stranger.endpoint.id, 'an operator');
    const later = ['1 advisory.published'];
    const whole = ['1 advisory.approved', '2 advisory.published'];
    expect(await logs()).toEqual([whole, later, later]);
  });

  test('is not told to who is called in CAP, which has no word for it', async () => {
    const agency = await anAgency({ format: 'cap' });
    await using office = agency.office;
    const { id, hash } = await draft(office, agency.asha);
    await act(office, agency.vikram, `${id}/approve`, { hash });
    await act(office, agency.asha, `${id}/publish`, { hash });
    expect(await agency.types()).toEqual(['advisory.published']);
  });

  test('of what one person releases alone, is told before it is published', async () => {
    const agency = await anAgency();
    await using office = agency.office;
    const { id, hash } = await draft(office, agency.asha);
    await act(office, agency.asha, `${id}/submit`, { hash });
    await sql`update drafts set submitted_at = now() - interval '1 day'`.execute(office.db);
    const body = { hash, reason: 'Nobody answers.' };
    const released = await act(office, agency.asha, `${id}/release-alone`, body);
    expect([released.statusCode, released.body]).toEqual([201, expect.any(String)]);
    expect(await agency.types()).toEqual(['advisory.approved', 'advisory.published']);
  });
});

async function published(agency: Awaited<ReturnType<typeof anAgency>>) {
  const { id, hash } = await draft(agency.office, agency.asha, 'routine');
  await act(agency.office, agency.vikram, `${id}/publish`, { hash });
}
const tell = ({ office: { db } }: { office: Office }) =>
  tellProgress({ db, smallestShownCount: 10 });

describe('publication.progress', () => {
  const filter = { types: ['advisory.published' as const, 'publication.progress' as const] };

  test('is told at most once a minute, only what is new, and at the end', async () => {
    const agency = await anAgency({ filter });
    await using office = agency.office;
    await published(agency);
    const aMinuteLater = () =>
      sql`update events set at = at - interval '61 seconds'`.execute(office.db);
    const counts = (worker: string, outcome: string, count: number) =>
      sql`insert into publication_counts (publication_id, worker, channel, outcome, count)
        select id, ${worker}, 'email', ${outcome}, ${count} from publications where kind = 'revision'`.execute(
        office.db,
      );
    await counts('plan', 'planned', 100);
    await counts('one', 'sent', 7);
    expect([await tell(agency), await tell(agency)]).toEqual([1, 0]);
    await aMinuteLater();
    expect(await tell(agency)).toBe(0);
    await counts('two', 'sent', 93);
    await sql`update publications set planned_at = now()`.execute(office.db);
    expect([await tell(agency), await tell(agency)]).toEqual([1, 0]);
    await aMinuteLater();
    expect(await tell(agency)).toBe(0);
    const told = (await agency.events()).filter(({ type }) => type === 'publication.progress');
    expect(told.map(({ data }) => data)).toMatchObject([
      { planned: 100, done: false },
      { planned: 100, sent: 100, done: true },
    ]);
    expect(told[0]?.data).not.toHaveProperty('sent');
  });

  test('is for who asked for it', async () => {
    const agency = await anAgency();
    await using _office = agency.office;
    await published(agency);
    expect(await tell(agency)).toBe(0);
    expect(await agency.types()).toEqual(['advisory.published']);
  });
});
