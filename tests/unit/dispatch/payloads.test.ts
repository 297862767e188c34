import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';

import { relationKinds } from '#src/advisory/advisory.ts';
import { lanes } from '#src/advisory/lane.ts';
import type { Revision } from '#src/advisory/revision.ts';
import { createEventComposer } from '#src/dispatch/compose-payload.ts';
import { createEventExamples } from '#src/dispatch/event-examples.ts';
import { createBodies } from '#src/endpoints/bodies.ts';
import { eventTypes } from '#src/endpoints/event-type.ts';
import type { Event } from '#src/endpoints/event.ts';
import { revisionTypeOf } from '#src/endpoints/revision-type.ts';
import { anyRevision } from '#tests/support/any-revision.ts';
import { aContent, aMission, aRevision } from '#tests/support/builders-content.ts';
import { complaintsAbout } from '#tests/support/event-schemas.ts';
import { everySort } from '#tests/support/every-message.ts';
import { aVoice } from '#tests/support/voice.ts';

const voice = aVoice();
const publicUrl = 'https://alerts.example';

function composed(event: Event, revision: Revision = aRevision()) {
  return createEventComposer({
    voice,
    publicUrl,
    missions: { find: async () => [aMission({ email: 'duty.bamako@alerts.example' })] },
    revisionOf: async () => revision,
    revisions: { saidBefore: async () => undefined },
  })(event);
}

async function bodiesOf(event: Event, revision?: Revision): Promise<readonly Buffer[]> {
  const bodyOf = createBodies(await composed(event, revision));
  return [true, false].flatMap((replay) =>
    (['full', 'thin'] as const).map((detail) => bodyOf({ sequence: 7, detail, replay })),
  );
}

const common = { id: 'evt_1', at: new Date('2026-03-01T10:00:00Z'), lane: 'urgent' as const };

const told = (revision: Revision): Event => ({
  ...common,
  type: revisionTypeOf(revision),
  publicationId: 1,
});

const approved = (revision: Revision): Event => ({
  ...common,
  type: 'advisory.approved',
  draftId: 'draft',
  facts: {
    content: revision.content,
    advisoryId: revision.number === 1 ? undefined : revision.advisoryId,
    revision: revision.number,
    approvedBy: 'Meera Nair',
  },
});

async function complaints(event: Event, revision?: Revision): Promise<readonly string[]> {
  const bodies = await bodiesOf(event, revision);
  return bodies.flatMap((body) => complaintsAbout(event.type, JSON.parse(body.toString())));
}

describe('W6 · what endpoints are told', () => {
  test('every sort of message is as its JSON Schema says, published and approved, whole and thin', async () => {
    for (const { name, revision } of everySort(voice))
      for (const number of [1, 3])
        for (const event of [told({ ...revision, number }), approved({ ...revision, number })])
          expect([name, ...(await complaints(event, { ...revision, number }))]).toEqual([name]);
  });

  test('so is whatever officers write, and it stays under 20 KB with all that is put in', async () => {
    await fc.assert(
      fc.asyncProperty(anyRevision, async (revision) => {
        for (const event of [told(revision), approved(revision)]) {
          expect(await complaints(event, revision)).toEqual([]);
          for (const body of await bodiesOf(event, revision))
            expect(body.length).toBeLessThan(20_000);
        }
      }),
      { numRuns: 200 },
    );
  });

  test.each(eventTypes)('the example of %s is as its JSON Schema says', async (type) => {
    const example = await createEventExamples({ voice, publicUrl })(type);
    const body: unknown = JSON.parse(JSON.stringify(example));
    expect(complaintsAbout(type, body)).toEqual([]);
    expect(body).toMatchObject({ type, data: { sequence: 42 } });
  });

  test('a schema complains where something is missing, or says something that it does not know', async () => {
    const [body] = await bodiesOf(told(aRevision()), aRevision());
    const { data, ...envelope } = JSON.parse(String(body));
    const { url: _url, ...lacking } = data;
    expect(complaintsAbout('advisory.published', { ...envelope, data: lacking })).not.toEqual([]);
    const more = { ...data, withdrawal: {} };
    expect(complaintsAbout('advisory.published', { ...envelope, data: more })).not.toEqual([]);
  });
});

describe('W6 · a thin body', () => {
  test('refers to the advisory and says how grave it is; of its words only the headline', async () => {
    const revision = aRevision();
    const bodyOf = createBodies(await composed(told(revision), revision));
    const body = bodyOf({ sequence: 7, detail: 'thin', replay: false }).toString();
    expect(JSON.parse(body)).toMatchObject({
      type: 'advisory.published',
      data: {
        sequence: 7,
        advisory: 'in-mea-2025-0042',
        revision: 1,
        status: 'actual',
        countries: ['ML'],
        headline: expect.stringContaining('Three workers abducted near Kayes'),
        thin: true,
        api: 'https://alerts.example/api/v1/advisories/in-mea-2025-0042',
      },
    });
    expect(body).not.toMatch(/whatToDo|whatHappened|phones|words/);
  });

  test('of what is only approved carries none of its words', async () => {
    const bodyOf = createBodies(await composed(approved(aRevision())));
    expect(bodyOf({ sequence: 7, detail: 'full', replay: false }).toString()).toContain('Kayes');
    const thin = bodyOf({ sequence: 7, detail: 'thin', replay: false }).toString();
    expect(thin).toContain('"published":false');
    expect(thin).not.toContain('Kayes');
  });
});

describe('W8 · a replay', () => {
  test('says that it is one, and else is the same to the byte', async () => {
    const bodyOf = createBodies(await composed(told(aRevision())));
    const first = bodyOf({ sequence: 9_007_199_254_740_991, detail: 'full', replay: false });
    const again = bodyOf({ sequence: 9_007_199_254_740_991, detail: 'full', replay: true });
    expect(again.toString().replace('"replay":true,', '')).toBe(first.toString());
    expect(JSON.parse(again.toString())).toMatchObject({ data: { replay: true } });
  });
});

describe('advisory.approved', () => {
  const relations = fc.constantFrom(...relationKinds);

  test('says what phones will be asked, in the short words of every language, and no more than was approved', async () => {
    const content = aContent({
      withdrawal: { en: { changeNote: 'A rumour.', whatToDo: 'Go on.' } },
    });
    const { data } = await composed(approved(aRevision({ content })));
    expect(data).toMatchObject({
      draft: 'draft',
      revision: 1,
      lane: 'urgent',
      countries: ['ML'],
      published: false,
      words: expect.arrayContaining([
        { language: 'en', short: expect.stringContaining('three workers abducted near Kayes') },
        { language: 'hi', short: expect.any(String) },
      ]),
    });
    expect(JSON.stringify(data)).not.toMatch(/rumour|Meera|whatHappened/);
  });

  test('gives no address: nothing stands there yet', async () => {
    await fc.assert(
      fc.asyncProperty(relations, fc.constantFrom(...lanes), async (kind, lane) => {
        const content = aContent({ relation: { kind, to: [] } });
        const event = { ...approved(aRevision({ content, number: kind === 'new' ? 1 : 2 })), lane };
        expect(JSON.stringify((await composed(event)).data)).not.toContain('https:');
      }),
    );
  });
});
