import { sql } from 'kysely';
import { describe, expect, test, vi } from 'vitest';

import { aWish } from '#tests/support/builders-wish.ts';
import type { CitizenDoors } from '#tests/support/citizen-doors.ts';
import { openCitizenDoors } from '#tests/support/citizen-doors.ts';
import { patiently } from '#tests/support/patiently.ts';
import { publish } from '#tests/support/publishing.ts';
import { plain } from '#tests/support/readable.ts';

const [asha, binta, chandra] = ['asha@example.org', 'binta@example.org', 'chandra@example.org'];
const senegal = { kind: 'country', country: 'SN' } as const;

/** A citizen with an alert for Mali, and the way to add others to it. */
async function anOwner(it: CitizenDoors) {
  await it.subscribe(asha);
  const manage = await it.manage(asha);
  const add = (address: string, language = 'fr') =>
    it.post(`${manage}/1/companions`, { address, language });
  return { manage, token: manage.split('/').at(-1) ?? '', add };
}

async function confirmed(it: CitizenDoors, address: string, ask: () => Promise<unknown>) {
  const path = await it.mailedBy('confirm', address, ask);
  return { path, answer: await it.post(path) };
}

const mailsTo = (it: CitizenDoors, address: string) =>
  it.sink.messages.filter(({ to }) => to[0] === address).length;

const liveOf = async (it: CitizenDoors, address: string) => {
  const { rows } = await sql<{ id: number; companion_of: number | null; language: string }>`
    select s.id, s.companion_of, s.language from subscriptions s join addresses a on a.id = s.address_id
    where a.lookup = ${it.app.keyring.lookup(address)} and s.valid_from is not null and s.valid_until is null order by s.id`.execute(
    it.app.db,
  );
  return rows;
};

describe('several addresses on one wish', () => {
  test('each is asked in its own language without a word of who added it, and gets alerts once it has confirmed', async () => {
    await using it = await openCitizenDoors();
    const { manage, add } = await anOwner(it);
    expect((await it.get(manage)).body).toContain('Also tell another address');
    const answer = await add(binta);
    expect(answer.body).toContain('If the address is right, a message is on its way.');
    expect(answer.body).toContain('b…@example.org');
    expect(answer.body).not.toContain(binta);

    const { path, answer: pressed } = await confirmed(it, chandra, () => add(chandra, 'hi'));
    expect(pressed.statusCode).toBe(200);
    expect((await it.get(path)).body).toContain('lang="hi"');
    const asked = it.sink.messages.filter(({ to }) => to[0] === binta || to[0] === chandra);
    for (const { raw } of asked) expect(raw.toString()).not.toMatch(/asha/i);
    expect(await it.subjects(binta)).toEqual(['Voulez-vous ces alertes aux voyageurs ?']);

    expect(plain((await it.get(manage)).body)).toContain('More addresses: 2. Confirmed: 1.');
    await publish(it.app);
    await it.settled();
    expect(await it.subjects(chandra)).toHaveLength(2);
    expect(await it.subjects(binta)).toHaveLength(1);
  });

  test('somebody who is owner of one wish and added to another gets one mail', async () => {
    await using it = await openCitizenDoors();
    const { add } = await anOwner(it);
    await it.subscribe(binta);
    await confirmed(it, binta, () => add(binta));
    expect(await liveOf(it, binta)).toHaveLength(2);
    const before = mailsTo(it, binta);
    await publish(it.app);
    await it.settled();
    expect(mailsTo(it, binta)).toBe(before + 1);
  });

  test('a change of the wish reaches them, in their language, and is told once; whoever is still asked confirms the new one', async () => {
    await using it = await openCitizenDoors();
    const { manage, token, add } = await anOwner(it);
    await confirmed(it, binta, () => add(binta));
    const waiting = await it.mailedBy('confirm', chandra, () => add(chandra, 'en'));
    await it.app.subscriptions.change(token, 1, aWish({ places: [senegal] }));
    await vi.waitFor(
      async () => expect(await it.subjects(binta)).toContain('Votre alerte a changé'),
      patiently,
    );
    expect((await liveOf(it, binta)).map(({ language }) => language)).toEqual(['fr']);
    const page = plain((await it.get(waiting)).body);
    expect(page).toContain('Senegal');
    expect(page).not.toContain('Mali');
    await it.post(waiting);
    // The second press of the button of a change that is made already says it no second time.
    await it.app.subscriptions.change(token, 1, aWish({ places: [senegal] }));
    await publish(it.app, {
      content: (await import('#tests/support/builders-content.ts')).aContent(),
    });
    await it.settled();
    expect(
      (await it.subjects(binta)).filter((subject) => subject === 'Votre alerte a changé'),
    ).toHaveLength(1);
    expect(plain((await it.get(manage)).body)).toContain('More addresses: 2. Confirmed: 2.');
    expect(await it.subjects(chandra)).toHaveLength(1); // Mali is followed no more
  });

  test('when the owner ends the alert, or leaves, whoever has confirmed stays; each leaves by itself', async () => {
    await using it = await openCitizenDoors();
    const { manage, add } = await anOwner(it);
    await confirmed(it, binta, () => add(binta));
    await it.post(`${manage}/stop`);
    expect(await liveOf(it, asha)).toEqual([]);
    expect(await liveOf(it, binta)).toHaveLength(1);
    await publish(it.app);
    await it.settled();
    expect(await it.subjects(binta)).toHaveLength(2);
    const own = await it.manage(binta);
    await it.post(`${own}/stop`);
    expect(await liveOf(it, binta)).toEqual([]);
  });

  test('who leaves and comes back is followed again by those who came with the wish', async () => {
    await using it = await openCitizenDoors();
    const { token, add } = await anOwner(it);
    await confirmed(it, binta, () => add(binta));
    await it.app.subscriptions.endAll(token);
    const id = Number(
      (
        await sql<{
          id: number;
        }>`select id from addresses where lookup = ${it.app.keyring.lookup(asha)}`.execute(
          it.app.db,
        )
      ).rows[0]?.id,
    );
    await it.app.subscriptions.undoUnsubscribe(it.app.keyring.undoToken(id, 0));
    const [restored] = await liveOf(it, asha);
    expect((await liveOf(it, binta)).map((row) => row.companion_of)).toEqual([restored?.id]);
  });

  test('whoever changes the alert themselves goes their own way, and another language alone is no such change', async () => {
    await using it = await openCitizenDoors();
    const { token, add } = await anOwner(it);
    await confirmed(it, binta, () => add(binta));
    const own = await it.manage(binta);
    const ownToken = own.split('/').at(-1) ?? '';
    expect(plain((await it.get(own)).body)).toContain('Somebody added you to this alert');
    const [first] = await liveOf(it, binta);
    await it.app.subscriptions.change(ownToken, first?.id ?? 0, aWish({ language: 'ar' }));
    const [inArabic] = await liveOf(it, binta);
    expect(inArabic).toMatchObject({ language: 'ar', companion_of: 1 });
    await it.app.subscriptions.change(ownToken, inArabic?.id ?? 0, aWish({ threshold: 2 }));
    await it.app.subscriptions.change(token, 1, aWish({ places: [senegal] }));
    const mine = await it.app.subscriptions.manage(ownToken);
    expect(mine).toMatchObject({
      value: [{ wish: { threshold: 2, places: [{ country: 'ML' }] } }],
    });
    expect(await it.subjects(binta)).not.toContain('Votre alerte a changé');
  });

  test('an address can be taken back: before it confirms its link ends, afterwards it keeps its alerts', async () => {
    await using it = await openCitizenDoors();
    const { manage, token, add } = await anOwner(it);
    const link = await it.mailedBy('confirm', binta, () => add(binta));
    await confirmed(it, chandra, () => add(chandra));
    const list = await it.get(`${manage}/1/companions`);
    const actions = [...list.body.matchAll(/action="([^"]+\/end)"/g)].map(
      ([, action = '']) => action,
    );
    expect(actions).toHaveLength(2);
    for (const action of actions)
      expect((await it.post(action)).body).toContain('no longer part of your alert');
    expect((await it.get(`${manage}/1/companions`)).body).not.toContain('…@');
    expect((await it.post(link)).statusCode).toBe(410);
    await it.app.subscriptions.change(token, 1, aWish({ places: [senegal] }));
    expect(await liveOf(it, binta)).toEqual([]);
    expect(await liveOf(it, chandra)).toMatchObject([{ companion_of: null }]);
    expect(
      await it.app.subscriptions.manage((await it.manage(chandra)).split('/').at(-1) ?? ''),
    ).toMatchObject({ value: [{ wish: { places: [{ country: 'ML' }] } }] });
  });

  test('S1 · known, new, suppressed and too often asked addresses are answered alike, byte for byte', async () => {
    await using it = await openCitizenDoors();
    const { manage, add } = await anOwner(it);
    for (const name of ['known', 'silent', 'asked']) await it.subscribe(`${name}@example.org`);
    await sql`update addresses set suppressed = true where lookup = ${it.app.keyring.lookup('silent@example.org')}`.execute(
      it.app.db,
    );
    await it.app.subscriptions.request('asked@example.org', aWish({ threshold: 1 }));
    const answers: string[] = [];
    for (const name of ['known', 'silent', 'asked', 'newer']) {
      const { statusCode, body } = await add(`${name}@example.org`);
      answers.push(
        `${statusCode} ${body.replaceAll(/[a-z]…@/g, '').replaceAll(/companions\/\d+/g, '')}`,
      );
      await it.app.db.transaction().execute(async (tx) => {
        await sql`update subscriptions set withdrawn_at = now() where companion_of is not null and valid_from is null`.execute(
          tx,
        );
      });
    }
    expect(answers[0]).toMatch(/^200 .*If the address is right, a message is on its way/s);
    expect(new Set(answers).size).toBe(1);
    expect((await it.get(`${manage}/1/companions`)).statusCode).toBe(200);
  });

  test('S5 · adding an address again and again mails it no more often than a sign-up would', async () => {
    await using it = await openCitizenDoors();
    const { manage, add } = await anOwner(it);
    await it.mailedBy('confirm', binta, () => add(binta));
    for (let press = 0; press < 4; press += 1) {
      const { body } = await add(binta);
      const [action = ''] = [...body.matchAll(/action="([^"]+\/end)"/g)].map(
        ([, path = '']) => path,
      );
      await it.post(action);
    }
    await it.app.subscriptions.request(binta, aWish());
    await add(chandra);
    await vi.waitFor(() => expect(mailsTo(it, chandra)).toBe(1), patiently);
    expect(mailsTo(it, binta)).toBe(1);
    expect(manage).toContain('/manage/');
  });

  test('one’s own address, one too many, a stranger’s wish and one that follows are refused', async () => {
    await using it = await openCitizenDoors();
    const { manage, add } = await anOwner(it);
    const own = await add(asha);
    expect(own.statusCode).toBe(422);
    expect(own.body).toContain('This is your own address');
    expect((await add('not an address')).body).toContain('Enter an e-mail address');
    expect((await add(binta, 'xx')).body).toContain('href="#language"');
    for (let n = 0; n < 10; n += 1) await add(`person-${n}@example.org`);
    expect((await add(binta)).body).toContain('You have added as many addresses as you can');
    expect((await it.get(`${manage}/99/companions`)).statusCode).toBe(404);
    expect(
      (await it.post(`${manage}/99/companions`, { address: binta, language: 'en' })).statusCode,
    ).toBe(404);
    await sql`update subscriptions set companion_of = null, withdrawn_at = null where companion_of is not null`.execute(
      it.app.db,
    );
    const { path } = await confirmed(it, chandra, () => add(chandra));
    expect(path).toContain('/confirm/');
    const theirs = await it.manage(chandra);
    const [row] = await liveOf(it, chandra);
    expect((await it.get(`${theirs}/${row?.id}/companions`)).statusCode).toBe(404);
  });
});
