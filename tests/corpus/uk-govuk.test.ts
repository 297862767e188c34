import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { z } from 'zod';

import { AppError } from '#src/errors.ts';
import { areaPlaces } from '#src/sources/uk-fcdo/countries.ts';
import { withCorpus } from '#tests/support/corpora.ts';
import { send, startGovuk } from '#tests/support/govuk-server.ts';
import { aPolledSource } from '#tests/support/polled-source.ts';

/** The recorded documents, as far as the tests turn them; everything else in them is kept. */
const child = z.looseObject({
  content_id: z.string(),
  public_updated_at: z.string(),
  details: z.looseObject({ country: z.looseObject({ slug: z.string(), name: z.string() }) }),
});
const index = z.looseObject({ links: z.looseObject({ children: z.array(child) }) });
const document = child.extend({ details: z.looseObject({ alert_status: z.array(z.string()) }) });

withCorpus('feeds/uk-govuk', (folder) => {
  test('every area of the recorded index has its places', async () => {
    const { children } = (await recordedIndex(folder)).links;
    const slugs = children.map(({ details }) => details.country.slug);
    expect(slugs).toHaveLength(226);
    expect(slugs.filter((slug) => areaPlaces(slug) === undefined)).toEqual([]);
  });

  test('no two areas of the recorded index lie in the same place', async () => {
    const { children } = (await recordedIndex(folder)).links;
    const places = children.flatMap(({ details }) => areaPlaces(details.country.slug) ?? []);
    const names = places.map(({ country, region = '' }) => `${country} ${region}`);
    expect(new Set(names).size).toBe(names.length);
  });

  test('a first poll of the recorded feed gives all 226 areas, the second finds nothing new', async () => {
    await using it = await startRecorded(folder);
    const first = await it.source.poll({}, soon());
    if (first.kind !== 'changed') throw new Error('expected a first poll to give something');
    expect(first.items).toHaveLength(226);
    expect(first.unread).toEqual([]);
    expect(first.items.every(({ content }) => content.appliesTo.length > 0)).toBe(true);
    expect(await it.source.poll(first.cursor, soon())).toMatchObject({ kind: 'unchanged' });
  });

  test('the recorded page of a whole country is read: place, level, advice and where it came from', async () => {
    await using it = await startRecorded(folder);
    const poll = await it.source.poll({}, soon());
    const items = poll.kind === 'changed' ? poll.items : [];
    const albania = items.find(({ report }) => report.url?.endsWith('/albania'));
    expect(albania?.content.appliesTo).toEqual([
      { country: 'AL', level: 1, levelWording: 'No advice against travel' },
    ]);
    const advice = albania?.content.words['en']?.whatToDo.travellers ?? '';
    expect(advice.length).toBeGreaterThan(1000);
    expect(advice).not.toMatch(/<\/?[a-z]+[^>]*>|&[a-z]+;/);
    expect(albania?.content.provenance?.licence).toBe('OGL-UK-3.0');
  });

  test('a recorded page with a byte changed anywhere is read or refused, and nothing else happens', async () => {
    const bytes = await readFile(join(folder, 'content-api-full-country.json'));
    const listed = z
      .pipe(
        z.string().transform((text): unknown => JSON.parse(text)),
        document,
      )
      .parse(bytes.toString());
    await fc.assert(
      fc.asyncProperty(fc.nat(bytes.length - 1), fc.nat(255), async (at, byte) => {
        const mutated = Buffer.from(bytes);
        mutated[at] = byte;
        const answers = [Buffer.from(JSON.stringify({ links: { children: [listed] } })), mutated];
        await using followed = aPolledSource({
          format: 'uk-fcdo',
          fetch: async () => ({
            status: 200,
            headers: {},
            body: answers.shift() ?? Buffer.from(''),
            truncated: false,
          }),
          url: 'https://feed.example/advice',
        });
        const poll = await followed.source.poll({}, soon()).catch((error: unknown) => error);
        const known =
          poll instanceof AppError || (typeof poll === 'object' && poll !== null && 'kind' in poll);
        expect(known).toBe(true);
      }),
      { numRuns: 200 },
    );
  });
});

async function recordedIndex(folder: string) {
  const text = await readFile(join(folder, 'content-api-index-2026-05-03.json'), 'utf8');
  return index.parse(JSON.parse(text));
}

/** Serves the recorded index, and for each of its areas the one recorded page, with that area's id, name and date. */
async function startRecorded(folder: string) {
  const owned = new AsyncDisposableStack();
  const recorded = await recordedIndex(folder);
  const text = await readFile(join(folder, 'content-api-full-country.json'), 'utf8');
  const page = document.parse(JSON.parse(text));
  const govuk = owned.use(await startGovuk([]));
  govuk.misbehave = (path, response) => {
    const area = recorded.links.children.find(({ details }) =>
      path.endsWith(`/${details.country.slug}`),
    );
    if (area === undefined) {
      send(response, recorded);
      return true;
    }
    const { content_id, public_updated_at } = area;
    const { country } = area.details;
    send(response, {
      ...page,
      content_id,
      public_updated_at,
      details: { ...page.details, country },
    });
    return true;
  };
  const licence = 'OGL-UK-3.0';
  const { source } = owned.use(aPolledSource({ format: 'uk-fcdo', url: govuk.url, licence }));
  return { source, [Symbol.asyncDispose]: () => owned.disposeAsync() };
}

function soon(): AbortSignal {
  return AbortSignal.timeout(60_000);
}
