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
