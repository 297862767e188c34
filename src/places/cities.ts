/// <reference lib="esnext.intl" />
import { once } from 'node:events';
import { Worker } from 'node:worker_threads';

import { z } from 'zod';

import { keyOfName } from './fold.ts';

export interface City {
  readonly country: string;
  readonly region: string | undefined;
  readonly name: string;
}

/** The cities of the world of a thousand people and more (GeoNames). */
export interface Cities {
  /** Those of this name, those that are known far away first. */
  readonly named: (name: string) => Promise<readonly City[]>;
}

const withinMs = 30_000;
/** A process does not give back what its threads had: with little, more is collected. It takes a third of this. */
const memory = { maxOldGenerationSizeMb: 64, maxYoungGenerationSizeMb: 8 };

/** Reads the list when it is first asked for, in a thread that takes what it no longer needs with it when it ends. */
export function createCities(): Cities {
  let loading: Promise<Buffer> | undefined;
  return {
    async named(name) {
      loading ??= loadCities();
      const packed = await loading.catch((cause: unknown) => {
        loading = undefined; // another try for whoever asks next
        throw cause;
      });
      return citiesIn(packed, keyOfName(name));
    },
  };
}

async function loadCities(): Promise<Buffer> {
  const worker = new Worker(new URL('cities-thread.ts', import.meta.url), {
    execArgv: [],
    resourceLimits: memory,
  });
  try {
    const [message]: unknown[] = await once(worker, 'message', {
      signal: AbortSignal.timeout(withinMs),
    });
    return Buffer.from(z.instanceof(Uint8Array).parse(message).buffer);
  } finally {
    await worker.terminate();
  }
}

function citiesIn(packed: Buffer, key: string): readonly City[] {
  const found = new Map<string, City>();
  const start = `\n${key}\t`;
  for (let at = packed.indexOf(start); at >= 0; at = packed.indexOf(start, at + 1)) {
    const line = packed.toString('utf8', at + 1, packed.indexOf('\n', at + 1));
    const [_key, country = '', region = '', name = ''] = line.split('\t');
    found.set(`${country} ${region}`, {
      country,
      region: region === '' ? undefined : region,
      name,
    });
  }
  return [...found.values()].toSorted(
    (a, b) => Number(isFamous(b, key)) - Number(isFamous(a, key)),
  );
}

/** A city that has lent its name to a time zone of its country. */
function isFamous({ country }: City, key: string): boolean {
  const zones = new Intl.Locale(`und-${country}`).getTimeZones() ?? [];
  return zones.some((zone) => keyOfName(zone.split('/').at(-1) ?? '') === key);
}
