import { describe, expect, test } from 'vitest';

import { createMessageThreads } from '#src/sources/message-threads.ts';
import type { MessageThreads } from '#src/sources/message-threads.ts';
import type { EntryContent, Reading } from '#src/sources/publisher.ts';

/** A document with one message, which refers to others and says something; the thread begins with the first that it knows of. */
function document(name: string, ...refers: readonly string[]): Reading {
  const key = refers[0] ?? name;
  const content: EntryContent = {
    kind: 'alert',
    status: 'actual',
    language: 'en',
    appliesTo: [],
    words: {},
  };
  const entry = { key, stamp: name, changedAt: undefined, content };
  return {
    entries: [{ ...entry, message: { thread: key, name } }],
    isComplete: false,
    follow: [],
    unreadable: [],
    threads: [{ key, messages: [key, name, ...refers], replaced: refers }],
  };
}

function told(threads: MessageThreads, reading: Reading): readonly string[] {
  return threads.follow(reading).entries.map(({ key, stamp }) => `${stamp} as ${key}`);
}

const restarted = (threads: MessageThreads) => createMessageThreads(threads.kept());

describe('messages that refer to each other', () => {
  test('stand under the key of the first, however little later ones refer to, and whatever was restarted', () => {
    let threads = createMessageThreads();
    for (const reading of [document('a'), document('b', 'a'), document('c', 'b')]) {
      threads = restarted(threads);
      expect(told(threads, reading)).toEqual([`${reading.entries[0]?.stamp} as a`]);
    }
  });

  test('say nothing any more once others have replaced them', () => {
    const threads = createMessageThreads();
    told(threads, document('b', 'a'));
    expect(told(threads, document('a'))).toEqual([]);
    expect(told(restarted(threads), document('a'))).toEqual([]);
    expect(told(threads, document('b', 'a'))).toEqual(['b as a']);
  });

  test('are told apart from those that have nothing to do with them', () => {
    const threads = createMessageThreads();
    told(threads, document('b', 'a'));
    expect(told(threads, document('c'))).toEqual(['c as c']);
  });

  test('are remembered by name, whatever is in it', () => {
    const odd = 'a\t"b"\n!, [c]';
    const threads = createMessageThreads();
    told(threads, document('x', odd));
    expect(told(restarted(threads), document('y', 'x'))).toEqual([`y as ${odd}`]);
    expect(told(restarted(threads), document(odd))).toEqual([]);
  });

  test('are forgotten when thousands came after them, those that are still heard of last', () => {
    let threads = createMessageThreads();
    told(threads, document('b', 'a'));
    told(threads, document('old', 'oldest'));
    for (let n = 0; n < 10; n += 1) {
      for (let m = 0; m < 500; m += 1) told(threads, document(`${n}-${m}`));
      told(threads, document('b', 'a'));
      threads = restarted(threads);
    }
    expect(threads.kept()['threads']?.length).toBeLessThan(200_000);
    expect(told(threads, document('c', 'b'))).toEqual(['c as a']);
    expect(told(threads, document('new', 'old'))).toEqual(['new as old']);
  });
});

test('documents of publishers without threads are as they were, and leave nothing behind', () => {
  const threads = createMessageThreads();
  const { threads: _threads, ...reading } = document('a');
  expect(threads.follow(reading)).toBe(reading);
  expect(threads.kept()).toEqual({});
});
