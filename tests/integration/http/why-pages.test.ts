import { sql } from 'kysely';
import { describe, expect, test } from 'vitest';

import { carryOut } from '#src/store/carrying-out.ts';
import { aContent, aFollowUp } from '#tests/support/builders-content.ts';
import { aWish } from '#tests/support/builders-wish.ts';
import { openCitizenDoors } from '#tests/support/citizen-doors.ts';
import { publish } from '#tests/support/publishing.ts';
import { plain } from '#tests/support/readable.ts';

const asha = 'asha@example.org';
const [bamako, senegal] = [
  { kind: 'region', region: 'ML-BKO' } as const,
  { kind: 'country', country: 'SN' } as const,
];
const addressOf = (index: number) => `citizen-${index}@example.org`;
const levelTwo = aContent({ appliesTo: [{ country: 'ML', level: 2, levelWording: 'Take care' }] });

describe('why did I get this', () => {
  test('the page names the place that matched, the message, and when the mail server took it', async () => {
    await using it = await openCitizenDoors();
    await it.subscribe(asha, aWish({ places: [senegal, bamako] }));
    const { advisoryId } = await publish(it.app, { content: levelTwo });
    await it.settled();
    const manage = await it.manage(asha);
    const list = plain((await it.get(`${manage}/why`)).body);
    expect(list).toContain('Three workers abducted');
    expect(list).toContain('Request to confirm your alerts');
    expect(list).toContain('Link to manage your alerts');
    expect(list).toMatch(/The mail server took it: \d+ \w+ \d{4}, \d\d:\d\d/);

    const page = plain((await it.get(`${manage}/why/${advisoryId}/1`)).body);
    expect(page).toContain('Why did I get this message?');
    expect(page).toContain('You follow: Bamako, Mali.');
    expect(page).toContain('It is as serious as you asked for.');
  });

  test('a follow-up came because an earlier message had told of it, though the wish has changed since', async () => {
    await using it = await openCitizenDoors();
    await it.subscribe(asha);
    const { advisoryId } = await publish(it.app);
    await it.settled();
    const manage = await it.manage(asha);
    const token = manage.split('/').at(-1) ?? '';
    await it.app.subscriptions.change(token, 1, aWish({ places: [senegal] }));
    await publish(it.app, { advisoryId, content: aFollowUp('update') });
    await it.settled();
    const page = plain((await it.get(`${manage}/why/${advisoryId}/2`)).body);
    expect(page).toContain('Why did I get this message?');
    expect(page).toContain('Message 1 told you of this advisory.');
    expect(page).toContain('It is about places that you did not follow: Mali.');
    // The first message is explained by the wish as it was then.
    const first = plain((await it.get(`${manage}/why/${advisoryId}/1`)).body);
    expect(first).toContain('You follow: Mali.');
    expect(first).not.toContain('told you of this advisory');
  });

  test('each try is told, with its code and without the server’s words', async () => {
    await using it = await openCitizenDoors({
      sink: {
        onRecipient: (address) =>
          address.startsWith('gone') && isGone
            ? { code: 550, enhanced: '5.1.1', text: `${address}: nobody of that name` }
            : undefined,
      },
    });
    let isGone = false;
    await it.subscribe('gone@example.org');
    const manage = await it.manage('gone@example.org');
    isGone = true;
    const { advisoryId } = await publish(it.app);
    await it.settled();
    const { body } = await it.get(`${manage}/why/${advisoryId}/1`);
    const page = plain(body);
    expect(page).toContain('Why did I not get this message?');
    expect(page).toContain('The mail server refused it.');
    expect(page).toMatch(/refused \(smtp-550-5\.1\.1\)/);
    expect(page).toContain('We have stopped writing to you, for messages came back.');
    expect(body).not.toMatch(/gone@|nobody of that name/);
  });
});

describe('why did I not get this', () => {
  test('each reason is said, and the message is found by looking for it', async () => {
    await using it = await openCitizenDoors();
    const trip = { kind: 'trip', from: '2099-03-04', to: '2099-03-18', daysBefore: 7 } as const;
    const cases = [
      { wish: aWish({ threshold: 3 }), says: 'It was less serious than what you had asked for' },
      { wish: aWish({ kinds: ['level'] }), says: 'you had not asked for: A new warning.' },
      { wish: aWish({ categories: ['Health'] }), says: 'about matters that you had not chosen.' },
      { wish: aWish({ places: [senegal] }), says: 'places that you did not follow: Mali.' },
      {
        wish: aWish({ rhythm: { every: 'week', timeZone: 'UTC' } }),
        says: 'You wanted one message a week. It waited for the next one.',
      },
      { wish: aWish({ stay: trip }), says: 'We wrote from 25 February 2099 to 19 March 2099.' },
    ];
    for (const [index, { wish }] of cases.entries()) await it.subscribe(addressOf(index), wish);
    const content = aContent({ appliesTo: levelTwo.appliesTo, categories: ['Security'] });
    const { advisoryId } = await publish(it.app, { content });
    await it.settled();
    for (const [index, { says }] of cases.entries()) {
      const manage = await it.manage(addressOf(index));
      // A list of what came does not hold it.
      expect((await it.get(`${manage}/why`)).body).not.toContain(advisoryId);
      const found = await it.get(`${manage}/why?q=Mali`);
      expect(found.body).toContain(`${manage}/why/${advisoryId}/1?lang=en`);
      const page = plain((await it.get(`${manage}/why/${advisoryId}/1`)).body);
      expect(page).toContain('Why did I not get this message?');
      expect(page).toContain('We did not send you this message.');
      expect(page).toContain(says);
    }
  });

  test('whose mail provider reported one of our messages as spam is told so, and not that mail came back', async () => {
    await using it = await openCitizenDoors();
    await it.subscribe(asha);
    const manage = await it.manage(asha);
    const reported = { kind: 'suppress', as: 'complaint', reason: 'complaint-abuse' } as const;
    await it.app.db.transaction().execute((tx) =>
      carryOut(
        { keyring: it.app.keyring, except: [] },
        {
          tx,
          claim: { by: 'unsubscribe', addressId: 1, epoch: 0 },
          evidence: 'e'.repeat(64),
          what: reported,
        },
      ),
    );
    const { advisoryId } = await publish(it.app);
    await it.settled();
    const page = plain((await it.get(`${manage}/why/${advisoryId}/1`)).body);
    expect(page).toContain(
      'We have stopped writing to you, for a message of ours was marked as spam.',
    );
    expect(page).toContain('complaint-abuse');
    expect(page).toContain('A message of ours had been marked as spam.');
    expect(page).not.toContain('came back');
  });

  test('who confirmed later, and who had ended the alert before, is told when', async () => {
    await using it = await openCitizenDoors();
    await it.subscribe(asha);
    const ended = await it.manage(asha);
    await it.post(`${ended}/1/end`);
    const { advisoryId } = await publish(it.app);
    await it.settled();
    await it.subscribe(asha, aWish({ threshold: 1 }));
    const page = plain((await it.get(`${ended}/why/${advisoryId}/1`)).body);
    expect(page).toContain('This alert had ended before:');
    expect(page).toContain('You had ended it.');
    expect(page).toContain('You had not confirmed this alert yet. You did so later:');
  });

  test('what was asked for and not confirmed is said to be so; an all-clear goes to those who were told', async () => {
    await using it = await openCitizenDoors();
    const ask = () => it.app.subscriptions.request('binta@example.org', aWish());
    await it.mailedBy('confirm', 'binta@example.org', ask);
    const { advisoryId } = await publish(it.app);
    await it.settled();
    // So long ago that one more mail may go to the address.
    const { db } = it.app;
    await sql`update subscriptions set requested_at = requested_at - interval '1 hour'`.execute(db);
    await sql`update deliveries set due_at = due_at - interval '1 hour'`.execute(db);
    await it.subscribe('binta@example.org', aWish({ threshold: 4, kinds: ['level'] }));
    await it.settled();
    await sql`delete from briefings`.execute(it.app.db);
    await publish(it.app, { advisoryId, content: aFollowUp('all-clear') });
    await it.settled();
    const manage = await it.manage('binta@example.org');
    const first = plain((await it.get(`${manage}/why/${advisoryId}/1`)).body);
    expect(first).toContain('You had asked for this alert and had not confirmed it.');
    const ending = plain((await it.get(`${manage}/why/${advisoryId}/2`)).body);
    expect(ending).toContain('It ends an advisory. That goes only to those who were told of it.');
  });
});

describe('who may look', () => {
  test('S2 · only a fresh mailed link opens it, and an old one says where to get another', async () => {
    await using it = await openCitizenDoors();
    await it.subscribe(asha);
    const { advisoryId } = await publish(it.app);
    await it.settled();
    const manage = await it.manage(asha);
    for (const path of ['why', `why/${advisoryId}/1`]) {
      const unknown = await it.get(`/manage/${'x'.repeat(43)}/${path}`);
      expect(unknown.statusCode).toBe(404);
      expect(unknown.body).not.toContain('Mali');
      const { headers } = await it.get(`${manage}/${path}`);
      expect(headers).toMatchObject({
        'cache-control': 'no-store',
        'referrer-policy': 'no-referrer',
      });
    }
    await sql`update link_tokens set expires_at = now() - interval '1 second'`.execute(it.app.db);
    const old = await it.get(`${manage}/why`);
    expect(old.statusCode).toBe(410);
    expect(old.body).toContain('Ask for a new link');
  });

  test('an exercise that somebody was not sent, and a message that there is not, are not there', async () => {
    await using it = await openCitizenDoors();
    await it.subscribe(asha);
    const { advisoryId } = await publish(it.app, { content: aContent({ status: 'exercise' }) });
    await it.settled();
    const manage = await it.manage(asha);
    await sql`delete from deliveries where publication_id > 1`.execute(it.app.db);
    for (const path of [`${advisoryId}/1`, `${advisoryId}/2`, `${advisoryId}/x`, 'none/1'])
      expect((await it.get(`${manage}/why/${path}`)).statusCode).toBe(404);
  });

  test('nothing came yet: the page says so', async () => {
    await using it = await openCitizenDoors();
    await it.subscribe(asha);
    const manage = await it.manage(asha);
    await sql`delete from deliveries`.execute(it.app.db);
    expect((await it.get(`${manage}/why`)).body).toContain('We have not written to you yet.');
    expect((await it.get(`${manage}/why?q=Xyzzy`)).body).toContain('Nothing fits your search.');
  });
});
