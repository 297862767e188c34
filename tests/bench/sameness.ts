import { noteDomains } from '#src/store/domains.ts';
import { addCitizens } from '#tests/support/citizens.ts';

import type { Options } from './flags.ts';
import { say } from './progress.ts';
import { atLeast, atMost } from './promises.ts';
import { openDoor } from './sameness-door.ts';
import type { Door, Page } from './sameness-door.ts';
import type { Stage } from './stage.ts';
import { median, spreadOf } from './statistics.ts';
import { compareRounds } from './two-samples.ts';
import type { Pair } from './two-samples.ts';

/** Of two samples of one kind one in a hundred lies so far apart. */
const doubt = 0.01;
/** A run that does not see so much more on either of them, in ms, says nothing about the rest. */
const planted = 0.3;

const kinds = ['known', 'unknown'] as const;
type Kind = (typeof kinds)[number];

type Times = Readonly<Record<Page, Readonly<Record<Kind, readonly number[]>>>>;

/** S1: whether what is answered about known addresses can be told from what is answered about unknown ones, by bytes or by clock. */
export async function benchSameness(stage: Stage, options: Options, signal: AbortSignal) {
  const [count = 200] = options.recipients;
  await addCitizens(stage.app, { count: others, address: (n) => `other-${n}@example.org` });
  await using door = await openDoor(stage.app, signal);
  const rounds: Times[] = [];
  for (let round = 1; round <= options.rounds; round += 1) {
    const times = await measure({ stage, door, round, count }, signal);
    rounds.push(times);
    say(`round ${round}: ${describe(times)}`);
  }
  const found = {
    subscribe: figuresOf(rounds.map(({ subscribe }) => subscribe)),
    manage: figuresOf(rounds.map(({ manage }) => manage)),
  };
  const differentBytes = door.bodies().filter(({ bodies }) => bodies > 1).length;
  return {
    rounds: options.rounds,
    each: count,
    ...found,
    pagesWithDifferentBytes: differentBytes,
    promises: [
      ...Object.entries(found).flatMap(([page, { pTogether, pWithPlanted }]) => [
        atLeast(doubt, spreadOf([pTogether], 4), {
          id: 'S1',
          what: `p that /${page} takes as long for known as for unknown`,
        }),
        atMost(doubt, spreadOf([pWithPlanted], 4), {
          id: 'S1',
          what: `the same p where either takes ${planted} ms longer: more means that this run sees too little`,
        }),
      ]),
      atMost(0, spreadOf([differentBytes]), {
        id: 'S1',
        what: 'pages that answer known and unknown with other bytes',
      }),
    ],
  };
}

/** Whoever else is there: an empty table would be found faster than any. */
const others = 5_000;

interface Round {
  readonly stage: Stage;
  readonly door: Door;
  readonly round: number;
  readonly count: number;
}

/** Known and unknown by turns, in an order of chance: what else the machine does falls on both. */
async function measure({ stage, door, round, count }: Round, signal: AbortSignal): Promise<Times> {
  const addressOf = (kind: Kind, page: Page, n: number) =>
    `${words[kind]}-${page}-${round}-${n}@example.org`;
  const asked = warmUps + count;
  for (const page of pages)
    await addCitizens(stage.app, { count: asked, address: (n) => addressOf('known', page, n) });
  // As of all who sign up themselves.
  while ((await noteDomains(stage.app.db, stage.app.keyring)) > 0) signal.throwIfAborted();
  const times = { subscribe: { known: [], unknown: [] }, manage: { known: [], unknown: [] } } as {
    [P in Page]: { [K in Kind]: number[] };
  };
  for (let n = 0; n < asked; n += 1)
    for (const { page, kind } of shuffled()) {
      const tookMs = await door.ask(page, addressOf(kind, page, n), signal);
      if (n >= warmUps) times[page][kind].push(tookMs);
    }
  return times;
}

const pages = ['subscribe', 'manage'] as const satisfies readonly Page[];
const warmUps = 30;
/** Of one length: not even what is sent may differ. */
const words = { known: 'known', unknown: 'blank' } as const satisfies Record<Kind, string>;

function shuffled(): readonly { readonly page: Page; readonly kind: Kind }[] {
  return pages
    .flatMap((page) => kinds.map((kind) => ({ page, kind, at: Math.random() })))
    .toSorted((one, other) => one.at - other.at);
}

function figuresOf(rounds: readonly Times[Page][]) {
  const compared = rounds.map((times) => compareRounds(blocksOf([times])));
  const differences = rounds.map(({ known, unknown }) => median(known, 3) - median(unknown, 3));
  return {
    p: spreadOf(
      compared.map(({ p }) => p),
      4,
    ),
    pTogether: pOf(rounds),
    pWithPlanted: Math.max(pOf(rounds, planted), pOf(rounds, -planted)),
    knownIsFaster: spreadOf(
      compared.map(({ firstIsSmaller }) => firstIsSmaller),
      3,
    ),
    medianMs: {
      known: spreadOf(
        rounds.map(({ known }) => median(known, 3)),
        3,
      ),
      unknown: spreadOf(
        rounds.map(({ unknown }) => median(unknown, 3)),
        3,
      ),
    },
    differenceMs: spreadOf(differences, 3),
  };
}

/** That all rounds are of one kind, where each known one takes so much longer. */
function pOf(rounds: readonly Times[Page][], longerMs = 0): number {
  return Number(compareRounds(blocksOf(rounds, longerMs)).p.toFixed(4));
}

/** Some that were asked for one after the other: a process that warms up and a machine that is busy by turns change all of them alike. */
function blocksOf(rounds: readonly Times[Page][], longerMs = 0): readonly Pair[] {
  return rounds.flatMap(({ known, unknown }) =>
    Array.from({ length: Math.ceil(known.length / block) }, (_, n) => ({
      first: known.slice(n * block, (n + 1) * block).map((ms) => ms + longerMs),
      second: unknown.slice(n * block, (n + 1) * block),
    })),
  );
}

const block = 10;

function describe(times: Times): string {
  const medians = (page: Page) => kinds.map((kind) => median(times[page][kind], 3)).join(' and ');
  return pages
    .map((page) => `/${page} p = ${pOf([times[page]])}, medians ${medians(page)} ms`)
    .join('; ');
}
