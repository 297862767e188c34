import { AppError } from '#src/errors.ts';

import type { Officer } from './officer.ts';
import { refuse } from './pile.ts';
import type { Refusal } from './rules.ts';
import type { Settled, Storm, Storms } from './storm.ts';

/** What officers do with storms. Every refusal is an AppError whose message says what was expected. */
export interface Weathering {
  readonly release: (by: Officer, wish: ReleaseWish) => Promise<Storm>;
  readonly dismiss: (by: Officer, wish: Wish) => Promise<Storm>;
}

interface Wish {
  readonly id: number;
  readonly reason: string;
}

interface ReleaseWish extends Wish {
  readonly keys?: readonly string[] | undefined;
}

interface WeatheringNeeds {
  readonly storms: Pick<Storms, 'release' | 'dismiss'>;
  readonly now: () => Date;
}

export function createWeathering({ storms, now }: WeatheringNeeds): Weathering {
  return {
    async release(officer, { id, reason, keys }) {
      refuse(whatLimits(officer));
      const by = officer.name;
      return stormOf(id, await storms.release({ id, reason, keys, by, at: now() }));
    },
    async dismiss(officer, { id, reason }) {
      refuse(whatLimits(officer));
      const by = officer.name;
      return stormOf(id, await storms.dismiss({ id, reason, by, at: now() }));
    },
  };
}

/** A storm is of a whole source. */
function whatLimits({ countries }: Officer): Refusal | undefined {
  if (countries === undefined) return undefined;
  const message = `Expected an officer who works for every country, arrived a token for ${countries.join(', ')}`;
  return { code: 'FORBIDDEN', message };
}

function stormOf(id: number, settled: Settled): Storm {
  switch (settled?.kind) {
    case undefined:
      throw new AppError('NOT_FOUND', `There is no storm ${id}`);
    case 'closed':
      throw new AppError('STORM_CLOSED', `Storm ${id} is ${settled.state}: expected an open one`);
    case 'not-held':
      throw new AppError(
        'INPUT_INVALID',
        `Expected keys of entries that storm ${id} still holds, arrived ${namesOf(settled.keys)}. GET /api/v1/storms/${id} says which it holds`,
      );
    case 'done':
      return settled.storm;
  }
}

function namesOf(keys: readonly string[]): string {
  const shown = keys.slice(0, 5).map((key) => JSON.stringify(key.slice(0, 80)));
  const more = keys.length > 5 ? ` and ${keys.length - 5} more` : '';
  return shown.join(', ') + more;
}
