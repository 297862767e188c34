import { parseArgs } from 'node:util';

import { readEnv } from '#config/env.ts';
import type { Env } from '#config/env.ts';
import { issuer } from '#config/issuer.ts';
import { createEars } from '#src/ears.ts';
import { createFetch } from '#src/outbound/fetch.ts';
import { createGuard } from '#src/outbound/guard.ts';
import { createProducer } from '#src/queue/producer.ts';
import { run } from '#src/running.ts';
import { pollWithinMs } from '#src/sources/ingest.ts';
import type { Ingest } from '#src/sources/ingest.ts';
import type { PollWish } from '#src/sources/source.ts';
import { followedSources } from '#src/sources/sources-file.ts';
import { userAgentOf } from '#src/user-agent.ts';

import { judgeCapFiles } from './cap.ts';
import { asked, counted, misused, say, sayJson } from './command-line.ts';
import { listSources } from './list-sources.ts';
import { proposeFrom } from './propose.ts';
import { readReport } from './read-report.ts';
import { openCurrentRecord } from './record.ts';
import type { DatabaseRecord } from './record.ts';
import { replayRecorded } from './replay.ts';

const usage = `Usage: npm run ingest -- COMMAND [--json]

  propose --source SOURCE FILE   read a document and show what it seems to say, each with its sentence; keeps nothing
  replay --source SOURCE --dir DIR [--policy FILE]
                                 show what the rules would have done with recorded documents, whose names begin with a
                                 date or an instant; asks nobody, keeps nothing
  sources                        every source and its health
  poll SOURCE [--accept-size]    ask a polled source now, due or not; --accept-size after looking at a source that is unhealthy
                                 because its list has become much shorter: what is gone waits for an officer
  push SOURCE FILE [--url URL]   hand in a document (.txt, .html) of a pushed source; URL is where the public reads it
  cap FILE…                      judge CAP alerts, their lists (Atom, RSS) and envelopes (EDXL-DE); one line a file

Works on the database of DATABASE_URL or the embedded one. What is heard becomes advisory events, which the
workers judge; npm run advisory -- list shows the drafts that come of it. Exit code 1 when a poll fails.
propose needs no database: without one it compares with config/missions.json. replay and cap need none either, and ask
nobody. FILE is JSON with figures of config/policy.ts to try, as in { "steepDropSteps": 3 }, and "mode": publish, review or signal.`;

const words = {
  sources: [],
  poll: ['the id of a source'],
  push: ['the id of a source', 'a file'],
  propose: ['a file'],
} as const;

const hint = 'See npm run ingest -- --help';

await run(async () => {
  const { values, positionals } = asked(hint, () =>
    parseArgs({
      allowPositionals: true,
      options: {
        url: { type: 'string' },
        source: { type: 'string' },
        dir: { type: 'string' },
        policy: { type: 'string' },
        'accept-size': { type: 'boolean', default: false },
        json: { type: 'boolean', default: false },
        help: { type: 'boolean', default: false },
      },
    }),
  );
  if (values.help) return say(usage);
  const [command, ...files] = positionals;
  if (command === 'cap') return judgeCapFiles(files, { asJson: values.json, hint });
  // oxlint-disable-next-line node/no-process-env -- the door of this process
  const env = readEnv(process.env);
  if (command === 'replay') {
    requireWords(files, []);
    if (!(await replayRecorded(env, { ...values, hint }))) process.exit(1);
    return;
  }
  const { document, text, ok } = await answerTo(positionals, values, env);
  if (values.json) sayJson(document);
  else say(text);
  if (!ok) process.exit(1);
});

interface Answer {
  readonly document: unknown;
  readonly text: string;
  readonly ok: boolean;
}

type Act = (record: DatabaseRecord) => Promise<Answer>;

interface Options {
  readonly url?: string | undefined;
  readonly source?: string | undefined;
  readonly 'accept-size': boolean;
}

async function answerTo(
  positionals: readonly string[],
  options: Options,
  env: Env,
): Promise<Answer> {
  const [command, ...given] = positionals;
  if (command === 'propose') {
    requireWords(given, words.propose);
    const { source } = options;
    if (source === undefined) throw misused(hint, 'Expected --source and the id of a source');
    return proposeFrom(env, { sourceId: source, file: given[0] ?? '' });
  }
  const act = commandFor(positionals, options);
  await using record = await openCurrentRecord(env);
  return await act(record); // or the record would be gone before it is asked
}

function commandFor([command = 'nothing', ...given]: readonly string[], options: Options): Act {
  const { url, 'accept-size': acceptsSize } = options;
  const [sourceId = '', file = ''] = given;
  switch (command) {
    case 'sources':
      requireWords(given, words.sources);
      return listSources;
    case 'poll':
      requireWords(given, words.poll);
      return (record) => poll(record, { sourceId, acceptsSize });
    case 'push':
      requireWords(given, words.push);
      return (record) => push(record, { sourceId, file, url });
    default:
      throw misused(hint, `Expected cap, propose, replay, sources, poll or push, got ${command}`);
  }
}

function requireWords(given: readonly string[], expected: readonly string[]): void {
  if (given.length === expected.length) return;
  const wanted = expected.length === 0 ? 'nothing more' : expected.join(' and ');
  throw misused(hint, `Expected ${wanted}, got ${counted(given.length, 'word')}`);
}

interface Asking extends PollWish {
  readonly sourceId: string;
}

async function poll(record: DatabaseRecord, { sourceId, ...wish }: Asking): Promise<Answer> {
  await using ears = await openEars(record);
  const outcome = await ears.ingest.poll(
    { sourceId, ...wish, evenIfNotDue: true },
    AbortSignal.timeout(pollWithinMs),
  );
  const document = { sourceId, ...outcome };
  switch (outcome.kind) {
    case 'changed':
      return {
        document,
        text: changeText(sourceId, outcome),
        ok: true,
      };
    case 'unchanged':
      return { document, text: `${sourceId} says nothing new.`, ok: true };
    case 'failed':
      return {
        document,
        text: `${sourceId} could not be polled (${outcome.code}): ${outcome.reason}`,
        ok: false,
      };
    case 'not-due':
    case 'overtaken':
      return { document, text: `${sourceId} was polled by a worker at the same time.`, ok: true };
  }
}

interface Ears extends AsyncDisposable {
  readonly ingest: Ingest;
}

/** The service's ears without the rest of it: an operator who asks a source needs no keys and no templates. */
async function openEars({ env, db, databaseUrl, log }: DatabaseRecord): Promise<Ears> {
  const owned = new AsyncDisposableStack();
  const guard = createGuard({ allow: env.OUTBOUND_ALLOW });
  const fetch = owned.use(createFetch({ guard, userAgent: userAgentOf(issuer, env.PUBLIC_URL) }));
  const { wake } = owned.use(createProducer({ databaseUrl, redisUrl: env.REDIS_URL, log }));
  const sources = await followedSources(env);
  const { ingest } = createEars({ db, fetch, wake, sources, now: () => new Date(), log });
  return { ingest, [Symbol.asyncDispose]: () => owned.disposeAsync() };
}

interface Pushed {
  readonly sourceId: string;
  readonly file: string;
  readonly url: string | undefined;
}

async function push(record: DatabaseRecord, { sourceId, file, url }: Pushed): Promise<Answer> {
  const { contentType, body } = await readReport(file);
  await using ears = await openEars(record);
  const accepted = await ears.ingest.accept({
    sourceId,
    contentType,
    body,
    ...(url === undefined ? {} : { url }),
  });
  const { reportId, advisoryEventId } = accepted;
  const text =
    advisoryEventId === undefined
      ? `Report ${reportId} was there already, byte for byte: nothing new.`
      : `Taken as report ${reportId}, advisory event ${advisoryEventId}. The workers make a draft of it.`;
  return { document: { sourceId, ...accepted }, text, ok: true };
}

function changeText(
  sourceId: string,
  { items, vanished }: { readonly items: number; readonly vanished: number },
): string {
  return items + vanished === 0
    ? `${sourceId} says nothing new that could be read; npm run ingest -- sources says what could not.`
    : `${sourceId} says something new: ${counted(items, 'item')}, ${vanished} vanished. The workers judge them.`;
}
