import { expect, test } from 'vitest';
import { z } from 'zod';

import { contentSchema } from '#src/advisory/advisory.ts';
import type { Content, Level } from '#src/advisory/advisory.ts';
import type { Lane } from '#src/advisory/lane.ts';
import type { Role } from '#src/officers/officer.ts';
import { createWeb } from '#src/web.ts';
import { aContent, aFollowUp } from '#tests/support/builders-content.ts';
import { aWish } from '#tests/support/builders-wish.ts';
import { openDuty } from '#tests/support/duty.ts';
import type { Duty } from '#tests/support/duty.ts';

const draftSchema = z.object({ id: z.string(), hash: z.string(), content: contentSchema });
const publishedSchema = z.object({ publicationId: z.number(), advisoryId: z.string() });

type Send = (
  method: 'GET' | 'POST' | 'PUT',
  path: string,
  body?: object | string,
) => Promise<unknown>;

async function openApi(duty: Duty) {
  const web = await createWeb(duty.app);
  return {
    async officer(name: string, ...roles: readonly Role[]): Promise<Send> {
      const token = await duty.app.officers.create({ name, roles }, 'a test');
      return async (method, path, body) => {
        const type = typeof body === 'string' ? { 'content-type': 'text/plain' } : {};
        const headers = { authorization: `Bearer ${token}`, ...type };
        const url = `/api/v1${path}`;
        const response = await web.app.inject(
          body === undefined ? { method, url, headers } : { method, url, headers, body },
        );
        expect({ path, status: response.statusCode }).toMatchObject({
          status: expect.toBeOneOf([200, 201, 202]),
        });
        return response.json();
      };
    },
    [Symbol.asyncDispose]: () => web[Symbol.asyncDispose](),
  };
}

const report = `Advisory for Indian nationals in Mali

On 1 July 2025 armed men took three workers from a cement factory near Kayes.
Indian nationals residing in Mali are advised to exercise utmost caution and to remain in touch with the Embassy of India in Bamako.`;

test('design.md §3 · from a pushed report to an all-clear, by two people and the API alone, exactly the right people get exactly one message each time', async () => {
  await using duty = await openDuty();
  await using api = await openApi(duty);
  const [asha, ravi] = [await api.officer('Asha', 'author'), await api.officer('Ravi', 'approver')];
  const wishes = {
    'kayes@example.org': aWish({ places: [{ kind: 'region', region: 'ML-1' }], language: 'hi' }),
    'bamako@example.org': aWish({ places: [{ kind: 'region', region: 'ML-BKO' }], language: 'fr' }),
    'grave@example.org': aWish({ threshold: 3, language: 'en' }),
    'senegal@example.org': aWish({ places: [{ kind: 'country', country: 'SN' }], language: 'ar' }),
  };
  for (const [address, wish] of Object.entries(wishes)) await duty.subscribe(address, wish);

  /** Edits, has it approved by the other one, publishes and delivers; gives who got a mail, in order. */
  const goOut = async (draft: unknown, content: Content, lane: Lane): Promise<Told> => {
    const { id, hash } = draftSchema.parse(draft);
    const edited = draftSchema.parse(await asha('PUT', `/drafts/${id}`, { hash, content, lane }));
    await asha('POST', `/drafts/${id}/submit`, { hash: edited.hash });
    await ravi('POST', `/drafts/${id}/approve`, { hash: edited.hash });
    const before = duty.sink.messages.length;
    const published = publishedSchema.parse(
      await asha('POST', `/drafts/${id}/publish`, { hash: edited.hash }),
    );
    await duty.work(published.publicationId);
    const told = duty.sink.messages.slice(before).flatMap(({ to }) => to);
    return { ...published, told: told.toSorted() };
  };

  const accepted = z
    .object({ advisoryEventId: z.number() })
    .parse(await asha('POST', '/sources/in-mea/reports?url=https://ministry.example/mali', report));
  await duty.app.intake.judge(accepted.advisoryEventId, new AbortController().signal);
  const { drafts } = z
    .object({ drafts: z.array(z.object({ id: z.string() })) })
    .parse(await asha('GET', '/drafts'));
  const proposed = draftSchema.parse(await asha('GET', `/drafts/${drafts[0]?.id ?? ''}`));
  expect(proposed.content.appliesTo).toMatchObject([{ country: 'ML', level: null }]);

  const { provenance: _own, ...text } = aContent();
  const first = await goOut(proposed, { ...proposed.content, ...text }, 'emergency');
  const inMali = ['bamako@example.org', 'grave@example.org', 'kayes@example.org'];
  expect(first.told).toEqual(inMali);
  const subjects = await Promise.all(
    Object.keys(wishes).map(async (address) => (await duty.mailTo(address)).at(-1)?.subject ?? ''),
  );
  expect(new Set(subjects).size).toBe(4);

  const follow = async (kind: 'correct' | 'all-clear', level: Level, lane: Lane) =>
    goOut(
      await asha('POST', `/advisories/${first.advisoryId}/${kind}`),
      aFollowUp(kind === 'correct' ? 'correction' : 'all-clear', {
        appliesTo: [{ country: 'SN', level, levelWording: 'Take care' }],
      }),
      lane,
    );
  const moved = await follow('correct', 3, 'emergency');
  const everybody = [...inMali, 'senegal@example.org'];
  expect(moved.told).toEqual(everybody);

  // Joins in the middle with a threshold that the level does not reach, and hears nothing of it, now or later.
  const places = [{ kind: 'country' as const, country: 'SN' }];
  await duty.subscribe('later@example.org', aWish({ places, threshold: 4 }));
  const lowered = await follow('correct', 1, 'urgent');
  expect(lowered.told).toEqual(everybody); // below the threshold of some of them, who still believe the higher one

  const over = await follow('all-clear', 1, 'urgent');
  expect(over.told).toEqual(everybody);
});

interface Told {
  readonly publicationId: number;
  readonly advisoryId: string;
  readonly told: readonly string[];
}
