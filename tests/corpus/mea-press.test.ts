import { readFile } from 'node:fs/promises';

import * as fc from 'fast-check';
import { expect, test } from 'vitest';

import { AppError } from '#src/errors.ts';
import type { SourceItem } from '#src/sources/source.ts';
import { withCorpus } from '#tests/support/corpora.ts';
import { inMea } from '#tests/support/in-mea.ts';

withCorpus('mea-texts/mali-2025-07-press-report.txt', (path) => {
  test('the press report on the abductions of July 2025 cautions people in Mali, and in none of the other countries it names', async () => {
    const { content } = await read(await readFile(path));
    expect(content.appliesTo).toEqual([{ country: 'ML', level: null, levelWording: '' }]);
    expect(content.eventPlaces).toEqual([{ country: 'ML', region: 'ML-1' }]);
  });

  test('Kayes, 1 July 2025, the Ministry and the Embassy in Bamako are read, each with its sentence', async () => {
    const text = await readFile(path, 'utf8');
    const { proposal } = await read(Buffer.from(text));
    expect(proposal).toMatchObject({
      appliesTo: [{ value: { country: 'ML' } }],
      eventPlaces: [{ value: { country: 'ML', region: 'ML-1', name: 'Kayes' } }],
      eventAt: { value: '2025-07-01' },
      issuer: { value: { id: 'in-mea' } },
      missions: [{ value: { id: 'in-embassy-bamako' } }],
      residents: { value: 'caution', evidence: expect.stringContaining('close contact') },
      travellers: { value: 'none' },
      relation: { value: { kind: 'new' } },
      warnings: [],
    });
    const sentences = [
      proposal?.eventAt,
      proposal?.issuer,
      proposal?.residents,
      proposal?.missions[0],
    ];
    for (const found of sentences) expect(text).toContain(found?.evidence);
  });

  test('the advice is the one sentence that tells Indian nationals what to do', async () => {
    const { content } = await read(await readFile(path));
    const { whatToDo } = content.words['en'] ?? {};
    expect(whatToDo?.residents).toMatch(/caution and remain in close contact with the embassy\.$/);
    expect(whatToDo?.travellers).toBeUndefined();
  });

  test('the report in HTML is read like the report in plain text', async () => {
    const text = await readFile(path, 'utf8');
    const paragraphs = text.split('\n').map((line) => `<p>${line}</p>`);
    const html = `<!doctype html><html><head><title>A report</title><script>let x = "Senegal";</script></head><body>${paragraphs.join('')}</body></html>`;
    const { content } = await read(Buffer.from(html), 'text/html; charset=utf-8');
    expect(content.appliesTo).toEqual([{ country: 'ML', level: null, levelWording: '' }]);
    expect(content.words['en']?.headline).toBe('A report');
  });

  test('the report damaged in any way is read or refused, and never gets a level', async () => {
    const bytes = await readFile(path);
    const damage = fc.array(
      fc.record({
        at: fc.nat(bytes.length),
        cut: fc.nat(400),
        insert: fc.uint8Array({ maxLength: 40 }),
      }),
      { minLength: 1, maxLength: 8 },
    );
    await fc.assert(
      fc.asyncProperty(
        damage,
        fc.constantFrom('text/plain', 'text/html'),
        async (edits, contentType) => {
          const body = edits.reduce(
            (all, { at, cut, insert }) =>
              Buffer.concat([all.subarray(0, at), insert, all.subarray(at + cut)]),
            bytes,
          );
          const seen = await readOrRefuse(body, contentType);
          const levels = seen?.content.appliesTo.map(({ level }) => level) ?? [];
          expect(levels.every((level) => level === null)).toBe(true);
        },
      ),
      { numRuns: 100 },
    );
  });
});

function read(body: Buffer, contentType = 'text/plain'): Promise<SourceItem> {
  return inMea.read({
    sourceId: 'in-mea',
    key: 'a-report',
    contentType,
    body,
    licence: 'facts quoted with their source',
    fetchedAt: new Date('2025-07-03T08:00:00Z'),
  });
}

async function readOrRefuse(body: Buffer, contentType: string): Promise<SourceItem | undefined> {
  try {
    return await read(body, contentType);
  } catch (error) {
    if (error instanceof AppError && error.code === 'REPORT_UNREADABLE') return undefined;
    throw error;
  }
}
