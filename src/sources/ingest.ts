import { createHash } from 'node:crypto';

import type { Logger } from 'pino';

import { manners } from '#config/manners.ts';
import type { Content } from '#src/advisory/advisory.ts';
import { namingChangedParts } from '#src/advisory/parts.ts';
import { AppError, codeOf } from '#src/errors.ts';

import type { Accepted, Claim, SourceLedger } from './ledger.ts';
import { recordOf } from './poll-record.ts';
import { reasonOf, waitAskedFor } from './refusal.ts';
import type { Registry } from './registry.ts';
import type { Poll, PollWish, Source, Trouble } from './source.ts';

/** How long whoever asks a source gives one poll; well within the lease. */
export const pollWithinMs = 5 * 60_000;

export interface Ingest {
  /** Polls a source if it is due, or in any case when `evenIfNotDue`. Rejects only for surprises, which count as a failure of the source. */
  readonly poll: (request: PollRequest, signal: AbortSignal) => Promise<PollOutcome>;
  /** Takes one pushed document. AppError NOT_FOUND, INPUT_INVALID or REPORT_UNREADABLE say why one is refused; nothing is kept then. */
  readonly accept: (document: PushedDocument) => Promise<Accepted>;
  /** The sources that are due to be polled. */
  readonly due: () => Promise<readonly string[]>;
}

interface PollRequest extends PollWish {
  readonly sourceId: string;
  readonly evenIfNotDue?: boolean;
}

type PollOutcome =
  | { readonly kind: 'not-due' }
  | { readonly kind: 'unchanged' }
  | { readonly kind: 'changed'; readonly items: number; readonly vanished: number }
  | { readonly kind: 'failed'; readonly code: string; readonly reason: string }
  /** It took longer than the lease, and somebody else polled meanwhile: nothing of this poll was kept. */
  | { readonly kind: 'overtaken' };

export interface PushedDocument {
  readonly sourceId: string;
  /** Where the public can read it. */
  readonly url?: string;
  readonly contentType: string;
  readonly body: Buffer;
}

interface IngestNeeds {
  readonly registry: Pick<Registry, 'polled' | 'pushed'>;
  readonly ledger: SourceLedger;
  /** Wakes intake; never rejects, for the sweep wakes what this could not. */
  readonly wake: (advisoryEventIds: readonly number[]) => Promise<void>;
  readonly now: () => Date;
  readonly log: Pick<Logger, 'info' | 'warn'>;
  /** Longer than any poll may take; a worker that dies leaves its source alone for so long. */
  readonly leaseSeconds?: number;
  readonly chance?: () => number;
}

export function createIngest(needs: IngestNeeds): Ingest {
  const { registry, ledger, wake, now, log, leaseSeconds = 600, chance = Math.random } = needs;
  return {
    due: () => ledger.due([...registry.polled.keys()]),

    async poll({ sourceId, evenIfNotDue = false, acceptsSize }, signal) {
      const entry = followed(sourceId, registry.polled);
      const claim = await ledger.claim({ sourceId, leaseSeconds, evenIfNotDue });
      if (claim === undefined) return { kind: 'not-due' };
      const startedAt = now();
      const outcome = await pollClaimed({ ...entry, claim, acceptsSize }, signal);
      const tookMs = now().getTime() - startedAt.getTime();
      log[outcome.kind === 'failed' ? 'warn' : 'info'](
        { sourceId, tookMs, ...outcome },
        'source.polled',
      );
      return outcome;
    },

    async accept({ sourceId, url, contentType, body }) {
      const entry = followed(sourceId, registry.pushed);
      const address = url === undefined ? {} : { url: publicUrl(url) };
      const key = address.url ?? `sha256:${createHash('sha256').update(body).digest('hex')}`;
      const envelope = { sourceId, key, contentType, licence: entry.licence, fetchedAt: now() };
      const item = await entry.source.read({ ...envelope, ...address, body });
      const accepted = await ledger.accept(item);
      log.info({ sourceId, ...accepted, bytes: body.length }, 'report.accepted');
      if (accepted.advisoryEventId !== undefined) await wake([accepted.advisoryEventId]);
      return accepted;
    },
  };

  /** A fault of ours is a job that failed; that the source is not heard meanwhile is its health's matter. */
  async function pollClaimed(work: Work, signal: AbortSignal): Promise<PollOutcome> {
    const { source, claim, acceptsSize } = work;
    try {
      const round = { acceptsSize, known: claim.known };
      const seen = await refusalOr(source.poll(claim.cursor, signal, round), signal);
      return 'code' in seen ? await keepFailure(seen, work) : await keepPoll(seen, work);
    } catch (error) {
      if (!isStopped(signal)) await keepFailure(stumbledOver(error), work);
      throw error;
    }
  }

  async function keepFailure(
    { waitSeconds = 0, ...trouble }: Refused,
    { claim, everySeconds }: Work,
  ): Promise<PollOutcome> {
    const backoff = jittered(secondsAfterFailure(claim.failures, everySeconds), chance);
    await ledger.fail({ claim, trouble, nextInSeconds: Math.max(backoff, waitSeconds) });
    return { kind: 'failed', ...trouble };
  }

  async function keepPoll(seen: Poll, { claim, everySeconds }: Work): Promise<PollOutcome> {
    const nextInSeconds = Math.max(jittered(everySeconds, chance), seen.figures?.waitSeconds ?? 0);
    const keys = seen.kind === 'changed' ? seen.items.map(({ key }) => key) : [];
    const before = keys.length === 0 ? new Map() : await ledger.lastContents(claim.sourceId, keys);
    const record = { ...recordOf(named(seen, before), claim, before), nextInSeconds };
    const advisoryEventIds = await ledger.savePoll(record);
    if (advisoryEventIds === undefined) return { kind: 'overtaken' };
    if (advisoryEventIds.length > 0) await wake(advisoryEventIds);
    if (seen.kind === 'unchanged') return { kind: 'unchanged' };
    return { kind: 'changed', items: record.items.length, vanished: record.vanished.length };
  }
}

/** Publishers have full hours enough: ours are spread around them. */
function jittered(seconds: number, chance: () => number): number {
  return Math.round(seconds * (1 + manners.jitterShare * (2 * chance() - 1)));
}

interface Work extends PollWish {
  readonly source: Source;
  readonly everySeconds: number;
  readonly claim: Claim;
}

/** Stopping on request is no failure of the source; running out of time is. */
async function refusalOr(polling: Promise<Poll>, signal: AbortSignal): Promise<Poll | Refused> {
  try {
    return await polling;
  } catch (error) {
    if (isStopped(signal)) throw error;
    if (signal.aborted) return outOfTime;
    if (!(error instanceof AppError)) throw error;
    return { code: error.code, reason: reasonOf(error), waitSeconds: waitAskedFor(error) };
  }
}

interface Refused extends Trouble {
  readonly waitSeconds?: number | undefined;
}

const outOfTime: Refused = {
  code: 'SOURCE_UNREACHABLE',
  reason: 'expected the poll to end in its time, ran out of it',
};

function stumbledOver(error: unknown): Refused {
  const reason = `the poll stumbled (${codeOf(error)}): the log of the job says where`;
  return { code: 'poll-stumbled', reason };
}

/** The note on a change also names the parts of the page that changed and are not passed on. */
function named(seen: Poll, before: ReadonlyMap<string, Content>): Poll {
  if (seen.kind === 'unchanged') return seen;
  const items = seen.items.map((item) => {
    const content = namingChangedParts(before.get(item.key), item.content);
    return content === item.content ? item : { ...item, content };
  });
  return { ...seen, items };
}

function isStopped({ aborted, reason }: AbortSignal): boolean {
  return aborted && !(reason instanceof DOMException && reason.name === 'TimeoutError');
}

/** Twice as long after each failure, four times at most: a source that is back must be heard the same hour. */
function secondsAfterFailure(failures: number, everySeconds: number): number {
  return everySeconds * Math.min(2 ** failures, 4);
}

function publicUrl(text: string): string {
  const url = URL.parse(text);
  if (url !== null && /^https?:$/.test(url.protocol) && url.username === '') return url.href;
  throw new AppError(
    'INPUT_INVALID',
    'expected the public address of the report as an http(s) URL',
  );
}

function followed<Entry>(sourceId: string, known: ReadonlyMap<string, Entry>): Entry {
  const entry = known.get(sourceId);
  if (entry !== undefined) return entry;
  const names = [...known.keys()].join(', ');
  const arrived = sourceId.replaceAll(/[^\w-]/g, '?').slice(0, 60);
  throw new AppError('NOT_FOUND', `expected one of the sources ${names}, got ${arrived}`);
}
