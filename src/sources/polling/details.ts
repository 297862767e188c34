import { setImmediate as breathe } from 'node:timers/promises';

import { manners } from '#config/manners.ts';
import { AppError } from '#src/errors.ts';
import type { Entry, Follow, Publisher, Reading, SourceDocument } from '#src/sources/publisher.ts';
import { readDocument } from '#src/sources/reading.ts';
import { unreadable, waitAskedFor } from '#src/sources/refusal.ts';

import { agreed } from './agreed.ts';
import type { Ask } from './asking.ts';

/** A further document to be had, and the document that names it. */
export interface Wanted extends Follow {
  readonly named: SourceDocument;
}

export interface Detail {
  /** One, unless the document holds its own keys. */
  readonly entries: readonly Entry[];
  /** Of one that holds its own keys. */
  readonly unreadable: Reading['unreadable'];
  readonly document: SourceDocument;
}

export interface Details {
  /** By key. */
  readonly read: ReadonlyMap<string, Detail>;
  /** Every other that was wanted, by key, asked for or given up. */
  readonly missing: ReadonlyMap<string, AppError>;
  /** All but those that were given up or deferred. */
  readonly asked: ReadonlySet<string>;
  /** Left to the next poll, for this one has taken long enough. */
  readonly deferred: ReadonlySet<string>;
  readonly slowestMs: number;
  readonly bytes: number;
  /** The publisher is in trouble, or its documents have another shape: asking was given up. */
  readonly gaveUp: AppError | undefined;
}

interface Needs {
  readonly publisher: Publisher;
  readonly ask: Ask;
  readonly now: () => Date;
}

/** Asks for further documents one after the other; the caller's signal must allow for that (a minute or two for hundreds). */
export async function followAll(
  { publisher, ask, now }: Needs,
  wanted: readonly Wanted[],
  signal: AbortSignal,
): Promise<Details> {
  const read = new Map<string, Detail>();
  const missing = new Map<string, AppError>();
  let [silent, slowestMs, bytes] = [0, 0, 0];
  let gaveUp: AppError | undefined;
  const [asked, deferred] = [new Set<string>(), new Set<string>()];
  const until = now().getTime() + manners.followWithinMs;
  for (const one of wanted) {
    if (now().getTime() > until) {
      deferred.add(one.key);
      continue;
    }
    const answer = gaveUp ?? (await have(one));
    if (answer instanceof AppError) {
      missing.set(one.key, answer);
      silent = answer.code === 'SOURCE_UNREACHABLE' ? silent + 1 : 0;
      gaveUp ??= isHopeless(answer, silent) ? answer : undefined;
    } else {
      silent = 0;
      read.set(one.key, answer);
    }
  }
  return { read, missing, asked, deferred, slowestMs, bytes, gaveUp };

  async function have(one: Wanted): Promise<Detail | AppError> {
    asked.add(one.key);
    try {
      const answer = await ask({ url: onSameHost(one) }, signal);
      if (answer.kind === 'same') throw unreadable('expected a document, got none'); // nothing was asked conditionally
      const { document, tookMs } = answer;
      slowestMs = Math.max(slowestMs, tookMs);
      bytes += document.body.length;
      await breathe(); // reading is work without a pause; others of this process want their turn
      const reading = readDocument(publisher, document);
      const said = one.holdsItsOwnKeys
        ? reading
        : { entries: [entryIn(reading, one)], unreadable: [] };
      return { entries: said.entries, unreadable: said.unreadable, document };
    } catch (error) {
      signal.throwIfAborted();
      if (error instanceof AppError) return error;
      throw error;
    }
  }

  function isHopeless(error: AppError, inARow: number): boolean {
    if (inARow >= manners.silentInARow || waitAskedFor(error) !== undefined) return true;
    return read.size === 0 && missing.size >= manners.unreadableAtFirst;
  }
}

/** The entry that the list means, as new as the list says. */
function entryIn(reading: Reading, { key, notBefore, entry: listed }: Wanted): Entry {
  const broken = reading.unreadable.find((one) => one.key === key || one.key === undefined);
  const entry = reading.entries.find((one) => one.key === key);
  if (entry === undefined) {
    throw unreadable(broken?.reason ?? 'expected the document that the list names, got another’s');
  }
  if (isOlder(entry.changedAt, notBefore)) {
    throw unreadable('expected a document as new as the list says, got an older one');
  }
  return agreed(entry, listed);
}

/** A document may lead to others of its own host, and nowhere else; one that came encrypted to no other way. */
function onSameHost({ url, named }: Wanted): string {
  const there = URL.parse(url);
  const here = URL.parse(named.url);
  if (there !== null && here !== null && there.host === here.host) {
    if (here.protocol === 'https:') there.protocol = 'https:';
    return there.href;
  }
  throw unreadable(
    'expected a further document on the host that names it, got an address elsewhere',
  );
}

/** A cache may still give the document from before; taken for the new one, the change would be lost. Lists name no milliseconds. */
function isOlder(changedAt: Date | undefined, notBefore: Date | undefined): boolean {
  if (changedAt === undefined || notBefore === undefined) return false;
  return Math.floor(changedAt.getTime() / 1000) < Math.floor(notBefore.getTime() / 1000);
}
