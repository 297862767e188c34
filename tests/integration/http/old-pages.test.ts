import { describe, expect, test } from 'vitest';

import { aWish } from '#tests/support/builders-wish.ts';
import { openCitizenDoors } from '#tests/support/citizen-doors.ts';
import type { CitizenDoors } from '#tests/support/citizen-doors.ts';

const asha = 'asha@example.org';
const binta = 'binta@example.org';
const choices = {
  scope: 'certain',
  country: 'SN',
  threshold: '0',
  more: 'yes',
  kinds: 'new',
  language: 'en',
  lang: 'en',
  do: 'save',
};

describe('whoever goes back to a page of an alert that was changed since', () => {
  test.each(['change', 'end', 'companions'])(
    'E18 · is led on from /%s to the same page of what it has become, however often it was changed',
    async (page) => {
      await using it = await openCitizenDoors();
      await it.subscribe(asha);
      const manage = await it.manage(asha);
      await it.post(`${manage}/1/change`, choices);
      await it.post(`${manage}/2/change`, { ...choices, country: 'KE' });
      for (const old of ['1', '2']) {
        const answer = await it.get(`${manage}/${old}/${page}?lang=fr`);
        expect(answer.statusCode).toBe(303);
        expect(answer.headers.location).toBe(`${manage}/3/${page}?lang=fr`);
      }
      expect((await it.get(`${manage}/3/${page}?lang=fr`)).statusCode).toBe(200);
    },
  );

  test('is told that it has ended, and sees the alerts there are', async () => {
    await using it = await openCitizenDoors();
    await it.subscribe(asha);
    await it.subscribe(asha, aWish({ places: [{ kind: 'country', country: 'KE' }] }));
    const manage = await it.manage(asha);
    await it.post(`${manage}/1/end`);
    for (const page of ['change', 'end', 'companions']) {
      const answer = await it.get(`${manage}/1/${page}`);
      expect(answer.statusCode).toBe(410);
      expect(answer.body).toContain('That alert has ended, or it was changed since');
      expect(answer.body).toContain(`${manage}/2/change`);
    }
  });

  test('and saves or ends what stands there is told that nothing was changed', async () => {
    await using it = await openCitizenDoors();
    await it.subscribe(asha);
    const manage = await it.manage(asha);
    await it.post(`${manage}/1/change`, choices);
    const saved = await it.post(`${manage}/1/change`, { ...choices, country: 'KE' });
    const ended = await it.post(`${manage}/1/end`);
    for (const answer of [saved, ended]) {
      expect(answer.statusCode).toBe(409);
      expect(answer.body).toContain('Nothing was changed just now');
      expect(answer.body).toContain('Senegal');
    }
  });

  test('and adds an address there adds it to what it has become', async () => {
    await using it = await openCitizenDoors();
    await it.subscribe(asha);
    const manage = await it.manage(asha);
    await it.post(`${manage}/1/change`, choices);
    const added = await it.post(`${manage}/1/companions`, { address: binta, language: 'en' });
    expect(added.headers.location).toBe(`${manage}/2/companions`);
    expect((await it.get(`${manage}/2/companions`)).body).toContain('b…@example.org');
  });

  test('of somebody else, or of a number that never was, finds no page', async () => {
    await using it = await openCitizenDoors();
    await it.subscribe(binta);
    await it.post(`${await it.manage(binta)}/1/change`, choices);
    await it.subscribe(asha);
    const manage = await it.manage(asha);
    for (const number of ['1', '2', '99', 'x'])
      expect((await it.get(`${manage}/${number}/change`)).statusCode).toBe(404);
  });
});

describe('after everything has been deleted', () => {
  test('E18 · every page below the link says so, offers nothing else than to sign up, and so does each button pressed there', async () => {
    await using it = await openCitizenDoors();
    await it.subscribe(asha);
    const manage = await it.manage(asha);
    await it.post(`${manage}/erase`);
    const overview = ['', '/why', '/why/any/1', '/export', '/export/data.html', '/stop', '/erase'];
    const own = ['/suppression', '/1/change', '/1/end', '/1/companions'];
    for (const path of [...overview, ...own]) {
      const answer = await it.get(`${manage}${path}`);
      expect.soft(answer.statusCode, path).toBe(410);
      expect.soft(answer.body, path).toContain('Everything is deleted');
      expect.soft(answer.body, path).toContain('href="/subscribe?lang=en"');
      expect.soft(answer.body, path).not.toContain(manage);
    }
    for (const [path, fields] of [
      ['/stop', {}],
      ['/suppression', {}],
      ['/1/end', {}],
      ['/1/change', choices],
      ['/1/companions', { address: binta, language: 'en' }],
    ] as const)
      expect.soft((await it.post(`${manage}${path}`, fields)).body, path).toContain('is deleted');
    // Pressed twice it is done once.
    expect((await it.post(`${manage}/erase`)).statusCode).toBe(200);
  });

  test('a program that asks for the copy is told so as a problem, not as a page', async () => {
    await using it = await openCitizenDoors();
    await it.subscribe(asha);
    const manage = await it.manage(asha);
    await it.post(`${manage}/erase`);
    const answer = await it.get(`${manage}/export/data.json`);
    expect(answer.headers['content-type']).toContain('application/problem+json');
    expect(answer.headers).not.toHaveProperty('content-disposition');
    expect(answer.json()).toMatchObject({ status: 410, title: 'Gone' });
  });

  test('whoever signs up anew has the pages again', async () => {
    await using it = await openCitizenDoors();
    await it.subscribe(asha);
    const manage = await it.manage(asha);
    await it.post(`${manage}/erase`);
    await it.subscribe(asha);
    expect((await it.get(manage)).body).toContain('Alert 1');
  });
});

describe('a link of a mail that has done its work says how things stand, and changes nothing', () => {
  test('the one that confirmed says that the alerts are on, also after a change, and where to change them', async () => {
    await using it = await openCitizenDoors();
    const ask = () => it.app.subscriptions.request(asha, aWish());
    const confirm = await it.mailedBy('confirm', asha, ask);
    expect((await it.get(confirm)).body).toContain('Yes, send me these alerts');
    await it.post(confirm);
    const manage = await it.manage(asha);
    for (const country of ['SN', 'KE']) {
      const { body } = await it.get(confirm);
      expect(body).toContain('Your alerts are on');
      expect(body).toContain('href="/manage?lang=en"');
      expect(body).not.toContain('<button');
      const [{ id } = { id: 0 }] = await liveOf(it, manage);
      await it.post(`${manage}/${id}/change`, { ...choices, country });
    }
    await it.post(`${manage}/stop`);
    expect((await it.get(confirm)).statusCode).toBe(410);
  });

  test('of a trip it says from when to when alerts come', async () => {
    await using it = await openCitizenDoors();
    const stay = { kind: 'trip', from: dayAhead(40), to: dayAhead(50), daysBefore: 7 } as const;
    const ask = () => it.app.subscriptions.request(asha, aWish({ stay }));
    const confirm = await it.mailedBy('confirm', asha, ask);
    const said = (ahead: number) =>
      new Date(dayAhead(ahead)).toLocaleDateString('en-GB', { dateStyle: 'long', timeZone: 'UTC' });
    const { body } = await it.post(confirm);
    expect(body).toContain(`Alerts for this trip come from ${said(33)} to ${said(51)}.`);
  });

  test('E18 · the one that stopped everything says so, and that the way back stands in the mail that follows', async () => {
    await using it = await openCitizenDoors();
    await it.subscribe(asha);
    const { unsubscribe } = leavingLinks(it);
    const pressed = await it.post(unsubscribe);
    expect(pressed.body).toContain('That message has a link that brings your alerts back');
    const { body } = await it.get(unsubscribe);
    expect(body).toContain('All your alerts have ended');
    expect(body).toContain('Our last message has a link that brings them back');
    expect(body).toContain('href="/subscribe?lang=en"');
    expect(body).not.toContain('<button');
    expect(body).not.toContain('/undo');
  });

  test('the stop page of a link for managing says the same', async () => {
    await using it = await openCitizenDoors();
    await it.subscribe(asha);
    const manage = await it.manage(asha);
    await it.post(`${manage}/stop`);
    const { body } = await it.get(`${manage}/stop`);
    expect(body).toContain('All your alerts have ended');
    expect(body).not.toContain('<button');
  });

  test('the one that brought everything back promises no last message before, and says that alerts are on after', async () => {
    await using it = await openCitizenDoors();
    await it.subscribe(asha);
    const { unsubscribe, undo } = leavingLinks(it);
    await it.post(unsubscribe);
    const before = await it.get(undo);
    expect(before.body).toContain('Bring my alerts back');
    expect(before.body).not.toContain('last message');
    expect((await it.post(undo)).body).toContain('Everything is as it was before');
    const { statusCode, body } = await it.get(undo);
    expect(statusCode).toBe(200);
    expect(body).toContain('Your alerts are on again');
    expect(body).not.toContain('<button');
    // Whoever leaves once more can come back once more.
    await it.post(unsubscribe);
    expect((await it.get(undo)).body).toContain('Bring my alerts back');
  });

  test('an undo link that has nothing left to bring back does not say that it could, nor that it has', async () => {
    await using it = await openCitizenDoors();
    await it.subscribe(asha);
    const { unsubscribe, undo } = leavingLinks(it);
    const manage = await it.manage(asha);
    await it.post(unsubscribe);
    await it.post(undo);
    await it.post(`${manage}/2/end`);
    const opened = await it.get(undo);
    expect(opened.statusCode).toBe(410);
    expect(opened.body).toContain('Ask for alerts again');
    expect((await it.post(undo)).statusCode).toBe(404);
  });

  test('after everything is deleted both say that, and one that was damaged says that it does not work', async () => {
    await using it = await openCitizenDoors();
    await it.subscribe(asha);
    const { unsubscribe, undo } = leavingLinks(it);
    await it.post(`${await it.manage(asha)}/erase`);
    for (const path of [unsubscribe, undo])
      expect((await it.get(path)).body).toContain('Everything is deleted');
    for (const path of ['/unsubscribe/nonsense', '/unsubscribe/nonsense/undo'])
      expect((await it.get(path)).statusCode).toBe(404);
  });
});

/** Of the only address that there is. */
function leavingLinks({ app: { keyring } }: CitizenDoors) {
  return {
    unsubscribe: `/unsubscribe/${keyring.unsubscribeToken(1, 0)}`,
    undo: `/unsubscribe/${keyring.undoToken(1, 0)}/undo`,
  };
}

async function liveOf(it: CitizenDoors, manage: string) {
  const list = await it.app.subscriptions.manage(manage.replace('/manage/', ''));
  return list.kind === 'used' ? list.value : [];
}

function dayAhead(days: number): string {
  return new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);
}
