import { createHash } from 'node:crypto';

import { describe, expect, test } from 'vitest';

import { contentSchema } from '#src/advisory/advisory.ts';
import { AppError } from '#src/errors.ts';
import type { Poll, Source } from '#src/sources/source.ts';

/** What the publisher at the other end does instead of answering. */
export type Trouble =
  | 'unavailable'
  | 'garbled'
  | 'half a list'
  | 'an empty list'
  | 'a hang-up'
  | 'silence';

/** A polled source with a publisher of its own on a random port. */
export interface SourceUnderTest extends AsyncDisposable {
  readonly source: Source;
  /** How many advisories the publisher has at the beginning. */
  readonly size: number;
  /** The publisher changes one advisory, and says when it did. */
  readonly change: () => void;
  /** The publisher lists one advisory less. */
  readonly drop: () => void;
  readonly trouble: (trouble: Trouble | undefined) => void;
  /** How many requests the publisher has had since the last call. */
  readonly takeRequests: () => number;
}

type Changed = Extract<Poll, { kind: 'changed' }>;

/** What every polled source must do, whoever publishes. What is special about one is tested beside it. */
export function sourceContract(name: string, start: () => Promise<SourceUnderTest>): void {
  describe(`${name} source`, () => {
    test('a first poll gives every advisory, each with its report as received', async () => {
      await using it = await start();
      const poll = await firstPoll(it);
      expect(poll.items).toHaveLength(it.size);
      for (const { report, content } of poll.items) {
        expect(report.sourceId).toBe(it.source.id);
        expect(report.licence).not.toBe('');
        expect(content.provenance).toMatchObject({
          source: it.source.id,
          sha256: createHash('sha256').update(report.body).digest('hex'),
          licence: report.licence,
        });
      }
    });

    test('what it reads are contents in our words, with a day by which an officer looks again', async () => {
      await using it = await start();
      for (const { content } of (await firstPoll(it)).items) {
        expect(contentSchema.parse(content)).toEqual(content);
        expect(content.reviewBy).toBeDefined();
        expect(content.words[content.language]).toBeDefined();
      }
    });

    test('keys are unique, and the list of what the publisher has holds them all', async () => {
      await using it = await start();
      const { items, listed } = await firstPoll(it);
      const keys = items.map(({ key }) => key);
      expect(new Set(keys).size).toBe(keys.length);
      expect(new Set(listed ?? keys)).toEqual(new Set(keys));
    });

    test('a second poll of an unchanged publisher is one request and gives nothing', async () => {
      await using it = await start();
      const { cursor } = await firstPoll(it);
      it.takeRequests();
      expect(await it.source.poll(cursor, soon())).toMatchObject({ kind: 'unchanged' });
      expect(it.takeRequests()).toBe(1);
    });

    test('after a change the next poll gives that advisory under its old key, and no other', async () => {
      await using it = await start();
      const first = await firstPoll(it);
      it.change();
      const second = changed(await it.source.poll(first.cursor, soon()));
      expect(second.items).toHaveLength(1);
      expect(first.items.map(({ key }) => key)).toContain(second.items[0]?.key);
      expect(await it.source.poll(second.cursor, soon())).toMatchObject({ kind: 'unchanged' });
    });

    test('an advisory that is no longer listed is missing from the list, and nothing else is said of it', async () => {
      await using it = await start();
      const first = await firstPoll(it);
      it.drop();
      const second = changed(await it.source.poll(first.cursor, soon()));
      expect(second.items).toEqual([]);
      expect(second.listed).toHaveLength(it.size - 1);
    });

    test('polling again from the same cursor gives the same again', async () => {
      await using it = await start();
      const [one, two] = [await firstPoll(it), await firstPoll(it)];
      expect(two.items.map(({ key }) => key)).toEqual(one.items.map(({ key }) => key));
      expect(two.cursor).toEqual(one.cursor);
    });

    test.each([
      ['unavailable', 'SOURCE_UNREACHABLE'],
      ['a hang-up', 'SOURCE_UNREACHABLE'],
      ['garbled', 'SOURCE_UNREADABLE'],
      ['half a list', 'SOURCE_UNREADABLE'],
      ['an empty list', 'SOURCE_UNREADABLE'],
    ] as const)(
      'a publisher that gives %s fails the poll with %s, and the old cursor still serves',
      async (trouble, code) => {
        await using it = await start();
        const { cursor } = await firstPoll(it);
        it.change();
        it.trouble(trouble);
        const error = await refusal(it.source.poll(cursor, soon()));
        expect(error).toMatchObject({ code });
        it.trouble(undefined);
        expect(changed(await it.source.poll(cursor, soon())).items).toHaveLength(1);
      },
    );

    test('a poll that is told to stop ends at once', async () => {
      await using it = await start();
      it.trouble('silence');
      const stop = new AbortController();
      const polling = it.source.poll({}, stop.signal);
      stop.abort();
      expect(await refusal(polling)).toMatchObject({ code: 'SOURCE_UNREACHABLE' });
    });
  });
}

async function firstPoll(it: SourceUnderTest): Promise<Changed> {
  return changed(await it.source.poll({}, soon()));
}

function changed(poll: Poll): Changed {
  if (poll.kind === 'changed') return poll;
  throw new Error('expected a poll that found a change');
}

async function refusal(work: Promise<unknown>): Promise<AppError> {
  const error: unknown = await work.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (error instanceof AppError) return error;
  throw new Error('expected an AppError', { cause: error });
}

function soon(): AbortSignal {
  return AbortSignal.timeout(60_000);
}
