import { addCitizens } from '#tests/support/citizens.ts';

import type { Options } from './flags.ts';
import { say } from './progress.ts';
import { atLeast, atMost } from './promises.ts';
import { openDoor } from './sameness-door.ts';
import type { Door, Page } from './sameness-door.ts';
import type { Stage } from './stage.ts';
import { median, spreadOf } from './statistics.ts';
import { compareSamples } from './two-samples.ts';

/** Of two samples of one kind one in a hundred lies so far apart. */
const doubt = 0.01;

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
      ...Object.entries(found).map(([page, { p }]) =>
        atLeast(doubt, p, {
          id: 'S1',
          what: `p that /${page} takes as long for known as for unknown`,
        }),
      ),
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
    `${kind}-${page}-${round}-${n}@example.org`;
  for (const page of pages)
    await addCitizens(stage.app, { count, address: (n) => addressOf('known', page, n) });
  const times = { subscribe: { known: [], unknown: [] }, manage: { known: [], unknown: [] } } as {
    [P in Page]: { [K in Kind]: number[] };
  };
  for (const page of pages)
    for (let n = 0; n < warmUps; n += 1)
      await door.ask(page, `warm-${page}-${round}-${n}@example.org`, signal);
  for (let n = 0; n < count; n += 1)
    for (const { page, kind } of shuffled())
      times[page][kind].push(await door.ask(page, addressOf(kind, page, n), signal));
  return times;
}

const pages = ['subscribe', 'manage'] as const satisfies readonly Page[];
const warmUps = 30;

function shuffled(): readonly { readonly page: Page; readonly kind: Kind }[] {
  return pages
    .flatMap((page) => kinds.map((kind) => ({ page, kind, at: Math.random() })))
    .toSorted((one, other) => one.at - other.at);
}

function figuresOf(rounds: readonly Times[Page][]) {
  const compared = rounds.map(({ known, unknown }) => compareSamples(known, unknown));
  const differences = rounds.map(({ known, unknown }) => median(known, 3) - median(unknown, 3));
  return {
    p: spreadOf(
      compared.map(({ p }) => p),
      4,
    ),
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

function describe(times: Times): string {
  return pages
    .map((page) => {
      const { p } = compareSamples(times[page].known, times[page].unknown);
      return `/${page} p = ${p.toFixed(4)}, medians ${kinds.map((kind) => median(times[page][kind], 3)).join(' and ')} ms`;
    })
    .join('; ');
}
