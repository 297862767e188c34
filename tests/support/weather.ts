import { iso31661 } from 'iso-3166';
import { sql } from 'kysely';
import { pino } from 'pino';

import type { Content } from '#src/advisory/advisory.ts';
import type { SourceHistory } from '#src/advisory/event.ts';
import { createIntake } from '#src/advisory/intake.ts';
import { createPublishingAsJudged } from '#src/dispatch/publish-as-judged.ts';
import { createPublishing } from '#src/dispatch/publish.ts';
import { recordOf } from '#src/sources/poll-record.ts';
import type { Database } from '#src/store/database.ts';
import { createDrafts } from '#src/store/drafts.ts';
import { createAdvisoryEvents } from '#src/store/events.ts';
import { createPublishingLedger } from '#src/store/publish.ts';
import { createSourceLedger } from '#src/store/source-ledger.ts';
import { createSweepLedger } from '#src/store/unfinished.ts';

import { aContent } from './builders-content.ts';
import { aKeyring } from './keyring.ts';
import type { Ledger } from './ledger.ts';

const all = iso31661.map(({ alpha2 }) => alpha2);

/** The first so many countries of the alphabet. */
function countries(count: number): readonly string[] {
  return all.slice(0, count);
}

/** What a made-up ministry says of a country: advice that may go out, at a level. */
export function advice(country: string, level: 1 | 2 | 3 | 4): Content {
  const words = {
    headline: `${country}: level ${level}`,
    whatToDo: {
      residents: `Keep to the advice of level ${level} and follow what the authorities say.`,
      travellers: `Read the advice of level ${level} before you book and before you leave.`,
    },
    whatHappened: `The ministry rates the country ${level} of 4.`,
  };
  return aContent({
    issuer: source,
    kind: 'travel-advice',
    appliesTo: [{ country, level, levelWording: `Level ${level}` }],
    eventPlaces: [],
    contacts: [],
    words: { en: words },
  });
}

const source = 'xx-mfa';

/** Keeps a poll in which the ministry says this of these countries, and lists these keys. */
export async function hearPoll(
  db: Database,
  contents: readonly Content[],
  listed?: readonly string[],
): Promise<void> {
  const ledger = createSourceLedger(db);
  const claim = await ledger.claim({ sourceId: source, leaseSeconds: 60, evenIfNotDue: true });
  if (claim === undefined) throw new Error('expected to be given the source');
  const items = contents.map(itemOf);
  const keys = items.map(({ key }) => key);
  const before = await ledger.lastContents(source, keys);
  const present = listed ?? [...new Set([...claim.known, ...keys])];
  const seen = { kind: 'changed', cursor: {}, items, listed: present, unread: [] } as const;
  await ledger.savePoll({ ...recordOf(seen, claim, before), nextInSeconds: 60 });
}

function itemOf(content: Content) {
  const key = `page-${content.appliesTo[0]?.country ?? ''}`;
  const report = {
    sourceId: source,
    key,
    url: `https://ministry.example/${key}`,
    contentType: 'application/json',
    body: Buffer.from(JSON.stringify(content)),
    licence: 'Government open data licence',
    fetchedAt: new Date(),
  };
  return { report, key, content, changedAt: undefined };
}

type Service = Pick<Ledger, 'db' | 'drafts' | 'publishing'>;

const wake = () => Promise.resolve();

/** What judges and publishes on these rows; nobody is woken. */
export function serviceOn(db: Database): Service {
  const ledger = createPublishingLedger({ db, keyring: aKeyring() });
  const publishing = createPublishing({ ledger, wake, allows: () => true });
  return { db, drafts: createDrafts({ db }), publishing };
}

/** Workers that judge whatever the rows say is unjudged, all at once, until nothing is. */
export async function judgeAll(
  it: Service,
  mode: SourceHistory['mode'] = 'publish',
  workers = 1,
): Promise<void> {
  const sweep = createSweepLedger(it.db);
  for (;;) {
    const ids = (await sweep.unfinished())?.advisoryEvents ?? [];
    if (ids.length === 0) return;
    await Promise.all(Array.from({ length: workers }, () => judgeEach(it, mode, ids)));
  }
}

/** One worker judges these. */
export async function judgeEach(
  it: Service,
  mode: SourceHistory['mode'],
  ids: readonly number[],
): Promise<void> {
  const intake = createIntake({
    events: createAdvisoryEvents(it.db),
    modeOf: () => mode,
    publish: createPublishingAsJudged(it),
    now: () => new Date(),
    log: pino({ level: 'silent' }),
  });
  for (const id of ids) await intake.judge(id, AbortSignal.timeout(60_000));
}

/** A source of so many countries, all at level 2, that has been known for long. */
export async function aKnownSource(it: Service, count: number): Promise<readonly string[]> {
  const known = countries(count);
  await hearPoll(
    it.db,
    known.map((country) => advice(country, 2)),
  );
  await judgeAll(it);
  return known;
}

/** What went out of the source, by country and level. */
export async function wentOut(db: Database): Promise<readonly string[]> {
  const { rows } = await sql<{ what: string }>`
    select (content->'appliesTo'->0->>'country') || ' ' || (content->'appliesTo'->0->>'level') as what
    from revisions where published_by = ${source} order by 1`.execute(db);
  return rows.map(({ what }) => what);
}
