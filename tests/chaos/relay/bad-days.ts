import type { Chance } from '#tests/chaos/chance.ts';

import type { Fault, Faults, Verb } from './fault.ts';
import { rightNow } from './record.ts';

/** Every way in which a relay may fail its clients (Q6), planned beforehand, and what has happened of it. */
export interface BadDay {
  readonly faults: Faults;
  readonly planned: readonly Planned[];
  readonly happened: readonly Happened[];
}

interface Planned {
  readonly verb: Verb;
  /** The how manieth time the verb is said, by whomever. */
  readonly nth: number;
  readonly fault: Fault;
}

interface Happened {
  readonly at: number;
  readonly verb: Verb;
  readonly fault: Fault;
}

const shutDown: Fault = { kind: 'refuse', code: 421, enhanced: '4.3.2' };
const later: Fault = { kind: 'refuse', code: 451, enhanced: '4.7.1' };
const noSuchPerson: Fault = { kind: 'refuse', code: 550, enhanced: '5.1.1' };
const stall: Fault = { kind: 'stall' };
const cut: Fault = { kind: 'cut', taken: false };
const takenAndCut: Fault = { kind: 'cut', taken: true };
const slow: Fault = { kind: 'slow', ms: 1_500 };
const brokenHandshake: Fault = { kind: 'broken-handshake' };

/** Of a hundred citizens one has an address that does not exist. */
const refusedShare = 0.01;

/** The last citizens are told by a relay that behaves: their faults would come when all others have gone home. */
export function createBadDay(chance: Chance, recipients: number): BadDay {
  const span = Math.floor(recipients * 0.8);
  const some = Math.max(1, Math.round(recipients / 400));
  const stormFrom = chance.between(1, Math.ceil(span / 2));
  const storm = Array.from({ length: Math.ceil(recipients / 20) }, (_, at) => stormFrom + at);
  const each = (verb: Verb, upTo: number, faults: readonly Fault[]): readonly Planned[] => {
    const taken = new Set(verb === 'rcpt' ? storm : []);
    return faults.map((fault) => ({ verb, nth: drawn(chance, upTo, taken), fault }));
  };
  const planned: readonly Planned[] = [
    // Connections are few: their faults come among the first.
    ...each('greeting', 20, [shutDown, stall, cut]),
    ...each('ehlo', 16, [shutDown, stall, cut]),
    ...each('starttls', 8, [brokenHandshake, shutDown, stall]),
    ...each('mail', span, [stall, ...many(some, shutDown, cut)]),
    ...storm.map((nth) => ({ verb: 'rcpt' as const, nth, fault: later })),
    ...each('rcpt', span, [stall, ...many(some, shutDown, cut)]),
    ...each('data', span, [stall, ...many(some, shutDown, cut, later)]),
    ...each('dot', span, [stall, ...many(some, shutDown, cut, takenAndCut, later, slow)]),
  ];
  return performed(planned, chance.of('addresses'));
}

/** Each moment is drawn once. */
function drawn(chance: Chance, upTo: number, taken: Set<number>): number {
  let nth = chance.between(1, upTo);
  while (taken.has(nth)) nth = chance.between(1, upTo);
  taken.add(nth);
  return nth;
}

function many(times: number, ...faults: readonly Fault[]): readonly Fault[] {
  return Array.from({ length: times }, () => faults).flat();
}

function performed(planned: readonly Planned[], addresses: Chance): BadDay {
  const due = new Map(planned.map((one) => [`${one.verb} ${one.nth}`, one.fault]));
  const said = new Map<Verb, number>();
  const happened: Happened[] = [];

  return {
    planned,
    happened,
    faults(verb, recipient) {
      const nth = (said.get(verb) ?? 0) + 1;
      said.set(verb, nth);
      const fault = due.get(`${verb} ${nth}`) ?? nobody(verb, recipient);
      if (fault !== undefined) happened.push({ at: rightNow(), verb, fault });
      return fault;
    },
  };

  /** The same person each time, whenever their turn comes. */
  function nobody(verb: Verb, recipient: string | undefined): Fault | undefined {
    if (verb !== 'rcpt' || recipient === undefined) return undefined;
    return addresses.of(recipient).next() < refusedShare ? noSuchPerson : undefined;
  }
}
