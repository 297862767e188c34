import { z } from 'zod';

import type { Entry, MessageThread, Publisher, Reading } from './publisher.ts';
import type { Cursor } from './source.ts';
import { stampOf } from './stamp.ts';

/** Messages that are remembered of one source. Services send some hundred a day. */
const most = 3_000;

/** What was heard of messages that refer to each other, for one source from poll to poll. */
export interface MessageThreads {
  /** Each entry under the key with which its thread began, without those that a later message had replaced already. */
  readonly follow: (reading: Reading) => Reading;
  /** For the cursor, until the next poll. */
  readonly kept: () => Cursor;
}

/**
 * Senders refer to all earlier messages or to the last only, and a document may show the last only: what was read before tells
 * where such a thread began. It also tells that a message which arrives late had been replaced or taken back before.
 */
export function createMessageThreads(cursor: Cursor = {}): MessageThreads {
  const { threads, over } = rememberedIn(cursor['threads']);
  const keyOf = new Map([...threads].flatMap(([key, names]) => [...names].map((it) => [it, key])));

  return {
    follow(reading) {
      if (reading.threads === undefined) return reading;
      const found = new Map(reading.threads.map((thread) => [thread.key, remember(thread)]));
      const entries = reading.entries.flatMap((entry) => said(entry, found));
      forgetOldest();
      return { ...reading, entries };
    },
    kept: () => (threads.size === 0 ? {} : { threads: textOf({ threads, over }) }),
  };

  function remember({ key, messages, replaced }: MessageThread): string {
    const names = messages.map(stampOf);
    const found = names.flatMap((name) => keyOf.get(name) ?? [])[0] ?? key;
    const all = threads.get(found) ?? new Set();
    threads.delete(found); // the last to be heard of is the last to be forgotten
    threads.set(found, all);
    for (const name of names) {
      const other = keyOf.get(name) ?? found;
      if (other !== found) threads.get(other)?.delete(name);
      keyOf.set(name, found);
      all.add(name);
    }
    for (const name of replaced) over.add(stampOf(name));
    return found;
  }

  function said(entry: Entry, found: ReadonlyMap<string, string>): readonly Entry[] {
    const { message, ...rest } = entry;
    if (message === undefined) return [entry];
    if (over.has(stampOf(message.name))) return [];
    const key = found.get(message.thread) ?? message.thread;
    return [{ ...rest, key: `${key}${entry.key.slice(message.thread.length)}` }];
  }

  function forgetOldest(): void {
    for (const [key, names] of threads) {
      if (keyOf.size <= most && names.size > 0) continue;
      threads.delete(key);
      for (const name of names) {
        keyOf.delete(name);
        over.delete(name);
      }
    }
  }
}

/** The dialect as it is read by who remembers. */
export function inThreads(publisher: Publisher, threads: MessageThreads): Publisher {
  return { ...publisher, read: (document) => threads.follow(publisher.read(document)) };
}

interface Memory {
  /** The fingerprints of a thread's messages, by its key; the thread that was heard of last stands last. */
  readonly threads: Map<string, Set<string>>;
  /** Those that others have replaced or taken back. */
  readonly over: Set<string>;
}

/** A list a thread: its key, and its messages, with a mark where they are over. */
function textOf({ threads, over }: Memory): string {
  const lists = [...threads].map(([key, names]) => [
    key,
    ...[...names].map((name) => (over.has(name) ? `${name}!` : name)),
  ]);
  return JSON.stringify(lists);
}

const listsSchema = z.array(z.tuple([z.string()], z.string()));

function rememberedIn(text = '[]'): Memory {
  const lists = listsSchema.parse(JSON.parse(text));
  const all = lists.map(([key, ...names]) => [key, names] as const);
  const over = all.flatMap(([, names]) => names.filter((name) => name.endsWith('!')).map(bare));
  return {
    threads: new Map(all.map(([key, names]) => [key, new Set(names.map(bare))])),
    over: new Set(over),
  };
}

function bare(name: string): string {
  return name.replace('!', '');
}
