import { describe, expect, test } from 'vitest';

import { aWish } from '#tests/support/builders-wish.ts';
import { openCitizenDoors } from '#tests/support/citizen-doors.ts';

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
