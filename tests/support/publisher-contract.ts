import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';

import { contentSchema } from '#src/advisory/advisory.ts';
import { AppError } from '#src/errors.ts';
import type { CreatePublisher, Reading } from '#src/sources/publisher.ts';
import { mutationsOf, readsOrRefuses } from '#tests/support/mutations.ts';

export interface PublisherUnderTest {
  readonly create: CreatePublisher;
  readonly url: string;
  readonly options?: unknown;
  readonly contentType: string;
  /** A document shaped like theirs, in our own words. */
  readonly fixture: Buffer;
  /** How many advisories the fixture holds. */
  readonly size: number;
}

/** What every dialect must do, whoever publishes. What is special about one is tested beside it. */
export function publisherContract(name: string, under: PublisherUnderTest): void {
  const { url, contentType, options } = under;
  const publisher = under.create({ sourceId: name, url, options });
  const read = (body: Buffer, fetchedAt = new Date('2026-03-10T12:00:00Z')): Reading =>
    publisher.read({ url, contentType, body, fetchedAt });

  describe(`the dialect of ${name}`, () => {
    test('asks for documents by short names, at addresses of the host that is configured', () => {
      expect(publisher.documents.length).toBeGreaterThan(0);
      const names = publisher.documents.map((document) => document.name);
      expect(new Set(names).size).toBe(names.length);
      for (const document of publisher.documents) {
        expect(new URL(document.url).host).toBe(new URL(url).host);
      }
    });

    test('reads every advisory of its fixture, and doubts none', () => {
      const { entries, unreadable } = read(under.fixture);
      expect(entries).toHaveLength(under.size);
      expect(unreadable).toEqual([]);
      expect(entries.flatMap(({ doubts = [] }) => doubts)).toEqual([]);
    });

    test('reads them as contents in our words, each in a place and under a key of its own', () => {
      const { entries } = read(under.fixture);
      expect(new Set(entries.map(({ key }) => key)).size).toBe(entries.length);
      for (const { content } of entries) {
        const parsed = contentSchema.parse({ ...content, issuer: name });
        expect(parsed.appliesTo).not.toEqual([]);
        expect(parsed.words[parsed.language]).toBeDefined();
      }
    });

    test('reads no markup into the words', () => {
      const words = read(under.fixture).entries.map(({ content }) => content.words);
      expect(JSON.stringify(words)).not.toMatch(/<\/?[a-z][^<>]*>|&(?:[a-z]+|#\d+);/);
    });

    test('C5: reads the same a day later: nothing that it says hangs on when it is asked', () => {
      const [first, later] = [read(under.fixture), read(under.fixture, new Date('2026-03-11'))];
      expect(later.entries.map(({ key, stamp }) => [key, stamp])).toEqual(
        first.entries.map(({ key, stamp }) => [key, stamp]),
      );
    });

    test.each([
      ['nothing', ''],
      ['an error page', '<!doctype html><html><body>Service unavailable</body></html>'],
      ['a few words', 'Service unavailable'],
      ['zeros', '\0\0\0\0'],
    ])('C5: refuses %s, in words that quote none of it', (_, text) => {
      const refusal = refusalOf(() => read(Buffer.from(text)));
      expect(refusal).toMatchObject({ code: 'SOURCE_UNREADABLE' });
      expect(refusal?.message).toMatch(/^expected /);
      expect(refusal?.message).not.toContain('Service unavailable');
    });

    test('reads or refuses its fixture damaged in any way, no key twice, and nothing else happens', () => {
      fc.assert(
        fc.property(mutationsOf(under.fixture), (body) => {
          const entries = readsOrRefuses(publisher, { url, contentType, body })?.entries ?? [];
          expect(new Set(entries.map(({ key }) => key)).size).toBe(entries.length);
        }),
        { numRuns: 500 },
      );
    });
  });
}

function refusalOf(read: () => unknown): AppError | undefined {
  try {
    read();
  } catch (error) {
    if (error instanceof AppError) return error;
    throw error;
  }
  return undefined;
}
