import { describe, expect, test } from 'vitest';

import { readInThread } from '#src/sources/prose/read-in-thread.ts';
import { createWeb } from '#src/web.ts';
import { publish } from '#tests/support/publishing.ts';
import { startService } from '#tests/support/service.ts';
import type { TestService } from '#tests/support/service.ts';

const now = new AbortController().signal;

async function push({ app }: TestService, text: string): Promise<string> {
  const before = new Set((await app.drafts.list('open')).map(({ id }) => id));
  const { advisoryEventId } = await app.ingest.accept({
    sourceId: 'in-mea',
    contentType: 'text/plain',
    body: Buffer.from(text),
  });
  await app.intake.judge(advisoryEventId ?? 0, now);
  const drafts = await app.drafts.list('open');
  const made = drafts.find(({ id }) => !before.has(id));
  if (made === undefined) throw new Error('expected a draft');
  return made.id;
}

async function ask(service: TestService, url: string) {
  await using web = await createWeb(service.app);
  const token = await service.app.officers.create(
    { name: 'an author', roles: ['author'] },
    'a test',
  );
  const answer = await web.app.inject({ url, headers: { authorization: `Bearer ${token}` } });
  return { status: answer.statusCode, body: answer.json() };
}

const ministry =
  'The Ministry of External Affairs said that three Indian workers were abducted in Kayes on 1 July. Indian nationals in Mali are advised to exercise caution.';

describe('a report in prose', () => {
  test('fills a draft with what is sure, and shows the officer each sentence', async () => {
    await using service = await startService();
    const id = await push(service, ministry);
    const { content } = (await service.app.drafts.find(id)) ?? {};
    expect(content).toMatchObject({
      appliesTo: [{ country: 'ML', level: null }],
      eventPlaces: [{ country: 'ML', region: 'ML-1' }],
      residents: 'caution',
    });
    const { status, body } = await ask(service, `/api/v1/drafts/${id}/proposal`);
    expect(status).toBe(200);
    expect(body.proposal.residents).toMatchObject({
      value: 'caution',
      evidence: 'Indian nationals in Mali are advised to exercise caution.',
    });
  });

  test('shows the advisories that it may continue, and what a mission wrote about it on the same day', async () => {
    await using service = await startService();
    const { advisoryId } = await publish(service.app);
    const first = await push(service, ministry);
    const second = await push(
      service,
      'The Embassy of India in Bamako has requested all Indians in Mali to stay at home.',
    );
    const { body } = await ask(service, `/api/v1/drafts/${second}/proposal`);
    expect(body.parents).toMatchObject([{ advisoryId }]);
    expect(body.sameDay.map(({ draftId }: { draftId: string }) => draftId)).toContain(first);
  });

  test('that was none leaves a draft without a proposal, which is said', async () => {
    await using service = await startService();
    const draft = await service.app.drafts.create({
      content: (await service.app.drafts.find(await push(service, ministry)))?.content ?? never(),
      lane: 'urgent',
      author: 'an author',
    });
    const { status, body } = await ask(service, `/api/v1/drafts/${draft.id}/proposal`);
    expect([status, body.detail]).toEqual([404, expect.stringContaining('no document in prose')]);
  });
});

test('a text that takes too long to read is refused, and its thread is gone', async () => {
  const prose = { title: undefined, text: ministry, publishedAt: undefined, fetchedAt: new Date() };
  const entry = new URL(`data:text/javascript,${encodeURIComponent('for (;;);')}`);
  await expect(
    readInThread({ prose, directory: [] }, { entry, within: 500 }),
  ).rejects.toMatchObject({
    code: 'REPORT_UNREADABLE',
  });
});

function never(): never {
  throw new Error('expected content');
}
