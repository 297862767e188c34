import { describe, expect, test } from 'vitest';

import { aWish } from '#tests/support/builders-wish.ts';
import { openCitizenDoors } from '#tests/support/citizen-doors.ts';
import { publish } from '#tests/support/publishing.ts';
import { plain } from '#tests/support/readable.ts';

const asha = 'asha@example.org';

describe('what pages say of themselves', () => {
  test('the clocks to choose from have the names that people know now, whatever this machine calls them', async () => {
    await using it = await openCitizenDoors();
    const { body } = await it.get('/subscribe?do=zone&scope=everywhere&lang=en');
    for (const name of ['Asia/Kolkata', 'Asia/Kathmandu', 'Asia/Ho_Chi_Minh', 'Europe/Kyiv'])
      expect.soft(body).toContain(`value="${name}"`);
    expect(body).not.toMatch(/Calcutta|Katmandu|Saigon|Kiev/);
    const chosen = await it.get('/subscribe?do=zone&scope=everywhere&zone=Asia/Calcutta&lang=en');
    expect(chosen.body).toMatch(/value="Asia\/Kolkata" selected/);
  });

  test('S8 · why a mail came is told by the clock that its reader chose', async () => {
    await using it = await openCitizenDoors();
    await it.subscribe(asha, aWish({ rhythm: { every: 'day', timeZone: 'America/Los_Angeles' } }));
    const { advisoryId } = await publish(it.app);
    await it.settled();
    const manage = await it.manage(asha);
    for (const path of ['/why', `/why/${advisoryId}/1`]) {
      const text = plain((await it.get(`${manage}${path}?lang=en`)).body);
      expect.soft(text, path).toMatch(/Pacific (Standard|Daylight) Time/);
      expect.soft(text, path).not.toContain('India Standard Time');
    }
  });

  test('the feed in JSON is not called one in Atom', async () => {
    await using it = await openCitizenDoors();
    const { body } = await it.get('/?lang=en');
    expect(body).toContain('type="application/feed+json" title="News feed (JSON)"');
    expect(body).toContain('type="application/atom+xml" title="News feed (Atom)"');
  });

  test('B6 · whoever reads that mail reaches them goes back to their alerts, and keeps nothing', async () => {
    await using it = await openCitizenDoors();
    await it.subscribe(asha);
    const { body } = await it.get(`${await it.manage(asha)}/suppression`);
    expect(body).toContain('Back to your alerts');
    expect(body).not.toContain('No, keep it');
  });

  test('S8 · the privacy notice speaks of consent and of other grounds, and where one finds which', async () => {
    await using it = await openCitizenDoors();
    const { body } = await it.get('/privacy?lang=en');
    expect(body).toContain('because you said yes. Or a law or a public task of ours asks for it.');
    expect(body).toContain('Your copy of everything says which.');
  });
});
