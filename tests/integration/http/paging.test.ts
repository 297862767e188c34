import { describe, expect, test } from 'vitest';
import { z } from 'zod';

import { aContent } from '#tests/support/builders-content.ts';
import { openOffice } from '#tests/support/office.ts';
import type { Office } from '#tests/support/office.ts';

describe('a list, page by page', () => {
  test('gives every draft once, in order, and each page names the next one in its body and in Link', async () => {
    await using office = await openOffice();
    const asha = await office.tokenOf('Asha', 'author');
    const made = await draftsOf(office, asha, 7);
    const seen: string[] = [];
    let url: string | undefined = '/api/v1/drafts?state=open&limit=3';
    const sizes: number[] = [];
    while (url !== undefined) {
      const answer = await office.call({ url, token: asha });
      const page = pageShape.parse(answer.json());
      seen.push(...page.drafts.map(({ id }) => id));
      sizes.push(page.drafts.length);
      url = linkedIn(answer.headers.link);
      expect(url === undefined).toBe(page.next === undefined);
      expect(url ?? '').toContain(page.next ?? '');
    }
    expect(sizes).toEqual([3, 3, 1]);
    expect(seen.toSorted()).toEqual(made.toSorted());
  });

  test('one that is just full has no next page', async () => {
    await using office = await openOffice();
    const asha = await office.tokenOf('Asha', 'author');
    await draftsOf(office, asha, 2);
    const answer = await office.call({ url: '/api/v1/drafts?limit=2', token: asha });
    expect(answer.json()).not.toHaveProperty('next');
    expect(answer.headers).not.toHaveProperty('link');
  });

  test('what came meanwhile does not shift the pages that follow', async () => {
    await using office = await openOffice();
    const [asha, vera] = [
      await office.tokenOf('Asha', 'author'),
      await office.tokenOf('Vera', 'auditor'),
    ];
    await draftsOf(office, asha, 4);
    const entries = async (query: string) =>
      auditShape.parse((await office.call({ url: `/api/v1/audit?${query}`, token: vera })).json());
    const first = await entries('limit=2');
    await draftsOf(office, asha, 3);
    const second = await entries(`limit=2&after=${first.next}`);
    const [last] = first.entries.slice(-1);
    expect(second.entries.map(({ id }) => id)).toEqual([(last?.id ?? 0) - 1, (last?.id ?? 0) - 2]);
  });

  test.each([
    ['no cursor of ours', 'after=hello'],
    ['one of another list', `after=${cursor({ id: 'bamako' })}`],
    ['one with half a letter', `after=${cursor({ id: '\ud800', changedAt: '2026-01-01' })}`],
    ['an empty one', 'after='],
    ['two of them', 'after=a&after=b'],
    ['a page of none', 'limit=0'],
    ['a page of too many', 'limit=501'],
    ['a page of words', 'limit=ten'],
  ])('%s is refused, and says what was expected', async (_what, query) => {
    await using office = await openOffice();
    const asha = await office.tokenOf('Asha', 'author');
    const answer = await office.call({ url: `/api/v1/drafts?${query}`, token: asha });
    expect(answer.statusCode).toBe(400);
    expect(answer.json()).toMatchObject({ code: 'INPUT_INVALID' });
  });

  test.each([
    'publications',
    'audit',
    'decisions',
    'storms',
    'mission-changes',
    'lone-releases',
    'missions',
    'sources',
  ])('the list of %s takes a page’s size and refuses a cursor that is none', async (list) => {
    await using office = await openOffice();
    const token = await office.tokenOf('Vera', 'auditor');
    const ask = (query: string) => office.call({ url: `/api/v1/${list}?${query}`, token });
    expect((await ask('limit=1')).statusCode).toBe(200);
    expect((await ask('after=hello')).statusCode).toBe(400);
  });
});

const pageShape = z.object({
  drafts: z.array(z.object({ id: z.string() })),
  next: z.string().optional(),
});
const auditShape = z.object({
  entries: z.array(z.object({ id: z.number() })),
  next: z.string().optional(),
});

function cursor(key: object): string {
  return Buffer.from(JSON.stringify(key)).toString('base64url');
}

function linkedIn(link: unknown): string | undefined {
  return /^<([^>]+)>; rel="next"$/.exec(String(link))?.[1];
}

async function draftsOf(office: Office, token: string, count: number): Promise<readonly string[]> {
  const ids: string[] = [];
  for (let made = 0; made < count; made += 1) {
    const body = { content: aContent(), lane: 'routine' };
    const answer = await office.call({ method: 'POST', url: '/api/v1/drafts', token, body });
    ids.push(z.object({ id: z.string() }).parse(answer.json()).id);
  }
  return ids;
}
