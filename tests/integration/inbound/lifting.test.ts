import { sql } from 'kysely';
import { describe, expect, test } from 'vitest';

import { createWeb } from '#src/web.ts';
import { aWish } from '#tests/support/builders-wish.ts';
import { aDeliveryReport, aFeedbackReport } from '#tests/support/notices.ts';
import { openPost } from '#tests/support/post.ts';
import type { Post } from '#tests/support/post.ts';
import { publish } from '#tests/support/publishing.ts';

const asha = 'asha@example.org';

async function alert({ duty }: Post): Promise<Readonly<Record<string, string>>> {
  const { publicationId } = await publish(duty.app);
  await duty.work(publicationId);
  return duty.states(publicationId);
}

/** Asha's provider says that there is no such mailbox. */
async function suppressed(post: Post): Promise<void> {
  await post.duty.subscribe(asha);
  await alert(post);
  await post.post({
    from: '',
    to: post.returnPathOf(asha),
    raw: aDeliveryReport({ status: '5.1.1' }),
  });
  expect(await post.judge()).toEqual(['hard']);
}

async function complained(post: Post): Promise<void> {
  await post.duty.subscribe(asha);
  await alert(post);
  const original = `Return-Path: <${post.returnPathOf(asha)}>`;
  const to = 'abuse@bounce.alerts.example';
  await post.post({ from: '', to, raw: aFeedbackReport('abuse', original) });
  expect(await post.judge()).toEqual(['complaint']);
}

async function passes({ duty }: Post, hours: number): Promise<void> {
  const earlier = sql`make_interval(hours => ${hours})`;
  await sql`update suppressions set at = at - ${earlier}`.execute(duty.app.db);
  await sql`update deliveries set let_through_at = let_through_at - ${earlier}`.execute(
    duty.app.db,
  );
}

/** Whatever limits how often somebody may ask was a day ago. */
async function forgetAsked({ duty }: Post): Promise<void> {
  const { db } = duty.app;
  await sql`update subscriptions set requested_at = requested_at - interval '1 day'`.execute(db);
  await sql`update deliveries set due_at = due_at - interval '1 day' where purpose like 'confirm:%'`.execute(
    db,
  );
}

const count = ({ duty }: Post) => duty.sink.messages.filter(({ to }) => to.includes(asha)).length;

async function asks(post: Post): Promise<number> {
  const before = count(post);
  await post.duty.app.subscriptions.request(asha, aWish({ threshold: 1 }));
  await post.duty.sendNotices();
  await forgetAsked(post);
  return count(post) - before;
}

describe('B6 · whoever owns a suppressed address', () => {
  test('B6 · gets one confirmation a day when they ask for alerts again, and by confirming ends it', async () => {
    await using post = await openPost();
    await suppressed(post);
    expect(await asks(post)).toBe(0);
    await passes(post, 25);
    expect(await asks(post)).toBe(1);
    expect(await asks(post)).toBe(0);
    expect(await alert(post)).toEqual({ [asha]: 'suppressed' });
    await post.duty.app.subscriptions.confirm(await post.duty.linkIn('confirm', asha));
    expect(await alert(post)).toEqual({ [asha]: 'sent' });
  });

  test('B6 · gets it at once after a complaint, for that button is easily pressed by mistake', async () => {
    await using post = await openPost();
    await complained(post);
    expect(await asks(post)).toBe(1);
    await post.duty.app.subscriptions.confirm(await post.duty.linkIn('confirm', asha));
    expect(await alert(post)).toEqual({ [asha]: 'sent' });
  });

  test('B6 · reads on the page behind a manage link why and since when, and ends it with a button', async () => {
    await using post = await openPost();
    await using web = await createWeb(post.duty.app);
    await suppressed(post);
    await passes(post, 25);
    await post.duty.app.subscriptions.requestManageLink(asha);
    await post.duty.sendNotices();
    const manage = `/manage/${await post.duty.linkIn('manage', asha)}`;
    const list = await web.app.inject({ url: manage });
    expect(list.body).toContain(`${manage}/suppression`);
    const url = `${manage}/suppression`;
    for (let opened = 0; opened < 3; opened += 1) {
      const page = await web.app.inject({ url });
      expect(page.body).toContain('this address does not exist');
      expect(page.body).toMatch(/Since \d/);
    }
    expect(await alert(post)).toEqual({ [asha]: 'suppressed' });
    const headers = { 'content-type': 'application/x-www-form-urlencoded' };
    const lifted = await web.app.inject({ method: 'POST', url, headers, payload: 'lang=fr' });
    expect(lifted.body).toContain('Nous écrivons de nouveau à cette adresse.');
    expect(await alert(post)).toEqual({ [asha]: 'sent' });
    const again = await web.app.inject({ method: 'POST', url, headers, payload: '' });
    expect(again.statusCode).toBe(200);
  });

  test('B6 · does nothing with a link that is too old or none of ours, or from another site', async () => {
    await using post = await openPost();
    await using web = await createWeb(post.duty.app);
    await suppressed(post);
    await passes(post, 25);
    await post.duty.app.subscriptions.requestManageLink(asha);
    await post.duty.sendNotices();
    const url = `/manage/${await post.duty.linkIn('manage', asha)}/suppression`;
    const headers = { 'content-type': 'application/x-www-form-urlencoded' };
    const form = { method: 'POST', headers, payload: '' } as const;
    const crossSite = { ...headers, 'sec-fetch-site': 'cross-site' };
    expect((await web.app.inject({ ...form, url, headers: crossSite })).statusCode).toBe(403);
    expect((await web.app.inject({ ...form, url: '/manage/none/suppression' })).statusCode).toBe(
      404,
    );
    await sql`update link_tokens set expires_at = now() - interval '1 minute'`.execute(
      post.duty.app.db,
    );
    expect((await web.app.inject({ ...form, url })).statusCode).toBe(410);
    expect(await alert(post)).toEqual({ [asha]: 'suppressed' });
  });
});

describe('B6 · an operator', () => {
  test('B6 · sees why one address is not mailed, and lifts it; both with a reason in the audit log, and no address', async () => {
    await using post = await openPost();
    await using web = await createWeb(post.duty.app);
    await suppressed(post);
    const { db, officers } = post.duty.app;
    const tokenOf = (role: 'operator' | 'author') =>
      officers.create({ name: role, roles: [role] }, 'a test');
    const [operator, author] = [await tokenOf('operator'), await tokenOf('author')];
    const ask = (what: 'find' | 'lift', token: string) =>
      web.app.inject({
        method: 'POST',
        url: `/api/v1/suppressions/${what}`,
        headers: { authorization: `Bearer ${token}` },
        payload: { address: asha, reason: 'She called us' },
      });
    expect((await ask('find', author)).statusCode).toBe(403);
    expect((await ask('find', operator)).json()).toMatchObject({
      suppression: { kind: 'hard', reason: 'hard-5.1.1', evidence: expect.any(String) },
    });
    expect((await ask('lift', operator)).json()).toMatchObject({ suppression: { kind: 'hard' } });
    expect((await ask('lift', operator)).json()).toEqual({});
    expect(await alert(post)).toEqual({ [asha]: 'sent' });
    const { rows } = await sql<{ action: string; detail: object }>`
      select action, detail from audit where action like 'suppression.%' order by id`.execute(db);
    expect(rows).toMatchObject([
      { action: 'suppression.read', detail: { reason: 'She called us' } },
      { action: 'suppression.lifted', detail: { kind: 'hard', because: 'hard-5.1.1' } },
      { action: 'suppression.lifted', detail: { reason: 'She called us' } },
    ]);
    expect(JSON.stringify(rows)).not.toContain('asha');
  });
});

describe('B6 · the officers’ own mailbox', () => {
  test('B6 · is mailed whatever comes back from it, for nobody else would hear', async () => {
    const duty = 'duty@staff.example';
    await using post = await openPost({ env: { DUTY_ADDRESS: duty } });
    await post.duty.subscribe(duty);
    await alert(post);
    const raw = aDeliveryReport({ recipient: duty, status: '5.1.1' });
    await post.post({ from: '', to: post.returnPathOf(duty), raw });
    expect(await post.judge()).toEqual(['hard']);
    expect(await alert(post)).toEqual({ [duty]: 'sent' });
  });
});
