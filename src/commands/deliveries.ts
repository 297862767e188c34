import { parseArgs } from 'node:util';

import { readEnv } from '#config/env.ts';
import { outcomes } from '#src/dispatch/publication.ts';
import type { Replays } from '#src/dispatch/replay.ts';
import { run } from '#src/running.ts';
import { createReplays } from '#src/store/replay.ts';

import { asked, misused, say, sayJson, table, timeOf } from './command-line.ts';
import { openCurrentRecord } from './record.ts';

const usage = `Usage: npm run deliveries -- list [--publication N] [--state STATE] [--limit N] [--json]
       npm run deliveries -- replay PUBLICATION --by NAME [--reason PREFIX] [--recipient ID] [--json]

What ended as failed, and its way back.
  list     publications with failed deliveries; with --publication its deliveries, by ids and never by address.
           --state: failed (default), ${outcomes.filter((state) => state !== 'failed').join(', ')}, pending
  replay   puts failed deliveries of a publication back, to be tried again as if never before: all of them, those whose
           reason begins with PREFIX, or one recipient's. A publication that is done runs again. Refused for one that was
           stopped, was replaced by a newer revision, or has ended. Who has left meanwhile is not told.
           NAME stands in the audit log as who did it.

It speaks to the database of the environment; running workers take up what was put back within seconds.`;

const hint = 'See npm run deliveries -- --help';

interface Wanted {
  readonly publication: string | undefined;
  readonly state: string;
  readonly limit: string;
  readonly reason: string | undefined;
  readonly recipient: string | undefined;
  readonly by: string | undefined;
}

interface Answer {
  readonly document: unknown;
  readonly text: string;
}

type Task = (replays: Replays) => Promise<Answer>;

await run(async () => {
  const { values, positionals } = asked(hint, () =>
    parseArgs({
      allowPositionals: true,
      options: {
        publication: { type: 'string' },
        state: { type: 'string', default: 'failed' },
        limit: { type: 'string', default: '200' },
        reason: { type: 'string' },
        recipient: { type: 'string' },
        by: { type: 'string' },
        json: { type: 'boolean', default: false },
        help: { type: 'boolean', default: false },
      },
    }),
  );
  if (values.help) return say(usage);
  const { publication, reason, recipient, by, ...rest } = values;
  const task = taskOf(positionals, { ...rest, publication, reason, recipient, by });
  // oxlint-disable-next-line node/no-process-env -- the door of this process
  await using record = await openCurrentRecord(readEnv(process.env));
  const { document, text } = await task(createReplays(record.db));
  if (values.json) sayJson(document);
  else say(text);
});

function taskOf(words: readonly string[], wanted: Wanted): Task {
  const [command, ...more] = words;
  switch (command) {
    case 'list':
      if (more.length > 0) throw misused(hint, `list takes no words, got ${more.join(' ')}`);
      return list(wanted);
    case 'replay':
      if (more.length !== 1)
        throw misused(hint, `Expected one publication's number, got ${more.length}`);
      return replay(more[0] ?? '', wanted);
    case undefined:
    default:
      throw misused(hint, `Expected list or replay, got ${command ?? 'nothing'}`);
  }
}

function list({ publication, state, limit }: Wanted): Task {
  if (![...outcomes, 'pending'].includes(state))
    throw misused(hint, `Expected --state ${outcomes.join(', ')} or pending, got ${state}`);
  if (publication === undefined) {
    if (state !== 'failed') throw misused(hint, `--state ${state} goes with --publication`);
    return listPublications;
  }
  const request = {
    publicationId: numberOf(publication, '--publication'),
    state,
    limit: numberOf(limit, '--limit'),
  };
  return async (replays) => {
    const deliveries = await replays.listDeliveries(request);
    const rows = deliveries.map((row) => [
      `${row.publicationId}/${row.channel}/${row.recipientId}${row.purpose && `/${row.purpose}`}`,
      row.reason ?? '-',
      `${row.attempts} tried`,
      timeOf(row.settledAt),
    ]);
    return {
      document: { deliveries },
      text: rows.length === 0 ? `None is ${state}.` : table(rows),
    };
  };
}

async function listPublications(replays: Replays): Promise<Answer> {
  const publications = await replays.countFailed();
  const rows = publications.map((row) => [
    String(row.publicationId),
    row.advisoryId === undefined ? row.kind : `${row.advisoryId} rev ${row.revision}`,
    row.state,
    row.channel,
    `${row.count} failed`,
  ]);
  return { document: { publications }, text: rows.length === 0 ? 'None failed.' : table(rows) };
}

function replay(word: string, { reason, recipient, by }: Wanted): Task {
  const publicationId = numberOf(word, 'PUBLICATION');
  if (by === undefined || by.trim() === '')
    throw misused(hint, 'Expected --by NAME: it stands in the audit log as who did it');
  const recipientId = recipient === undefined ? undefined : numberOf(recipient, '--recipient');
  return async (replays) => {
    const replayed = await replays.replay({ publicationId, reason, recipientId }, by.trim());
    const text =
      replayed === 0
        ? `No delivery of publication ${publicationId} failed like that: nothing was changed.`
        : `${replayed} of publication ${publicationId} will be tried again.`;
    return { document: { publicationId, replayed }, text };
  };
}

function numberOf(word: string, what: string): number {
  if (/^[1-9]\d{0,14}$/.test(word)) return Number(word);
  throw misused(hint, `Expected a number as ${what}, got ${JSON.stringify(word)}`);
}
