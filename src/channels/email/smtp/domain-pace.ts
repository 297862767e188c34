import { createAimd } from './aimd.ts';
import type { Aimd } from './aimd.ts';
import { createTurns } from './turns.ts';
import type { Turns } from './turns.ts';
import type { Urgency } from './urgency.ts';

/** Messages a second to a domain; undefined for as many as there are. */
export type DomainRates = (domain: string) => number | undefined;

/** How fast messages may go to each destination domain. A domain that says "slower" is heard for a while. */
export interface DomainPace {
  /** Zero: it may go, and counts. Else the milliseconds until its turn. */
  readonly take: (address: string, urgency: Urgency) => number;
  readonly ease: (address: string) => void;
  readonly strain: (address: string) => void;
}

interface Domain {
  readonly rate: Aimd;
  readonly turns: Turns;
  readonly configured: number | undefined;
}

/** A domain that is forgotten begins with its configured pace again. */
const MOST_DOMAINS = 10_000;
const BURST_MS = 1_000;
const SLOWEST = 0.5; // messages a second
/** From here on a domain that set us no limit is as good as unlimited again. */
const FREE_AT = 500;
const GROW_MS = 1_000;
const STEPS = 50;
const LOWEST_START = 20;
/** The weight of one answer, and the share of answers that is a word about pace: greylisting says the same of a few. */
const WEIGHT = 0.05;
const TOO_MUCH = 0.2;
/** Answers to what was under way when a domain said "slower" come in for so long. */
const REST_MS = 10_000;

export function createDomainPace(configuredFor: DomainRates, now: () => number): DomainPace {
  const paced = new Map<string, Domain>();
  const recent = createRecentCount(now);
  const trouble = createTrouble();

  function paceOf(domain: string): Domain | undefined {
    const known = paced.get(domain);
    if (known !== undefined) return known;
    const configured = configuredFor(domain);
    return configured === undefined ? undefined : pace(domain, configured, configured);
  }

  function pace(domain: string, most: number, configured: number | undefined): Domain {
    const limits = {
      least: Math.min(SLOWEST, most),
      most,
      growMs: GROW_MS,
      step: most / STEPS,
      restMs: REST_MS,
    };
    const start = configured ?? Math.max(LOWEST_START, recent.perSecond(domain));
    const made = { rate: createAimd(limits, start), turns: createTurns(BURST_MS), configured };
    const [oldest] = paced.keys();
    if (oldest !== undefined && paced.size >= MOST_DOMAINS) paced.delete(oldest);
    paced.set(domain, made);
    return made;
  }

  return {
    take(address, urgency) {
      const domain = domainOf(address);
      const known = paceOf(domain);
      const perSecond = known?.rate.value() ?? 0;
      const wait = known?.turns.take({ now: now(), perSecond, urgency }) ?? 0;
      if (wait === 0) recent.count(domain);
      return Math.ceil(wait);
    },
    ease(address) {
      const domain = domainOf(address);
      trouble.goes(domain);
      const known = paced.get(domain);
      if (known?.rate.ease(now()) !== true || known.configured !== undefined) return;
      if (known.rate.value() >= FREE_AT) paced.delete(domain);
    },
    strain(address) {
      const domain = domainOf(address);
      if (!trouble.grows(domain)) return;
      (paceOf(domain) ?? pace(domain, FREE_AT, undefined)).rate.strain(now());
    },
  };
}

/** What share of a domain's late answers asked for less. */
function createTrouble() {
  const shares = new Map<string, number>();

  function keep(domain: string, share: number): void {
    if (share < WEIGHT / 5 || shares.size > MOST_DOMAINS) shares.delete(domain);
    else shares.set(domain, share);
  }

  return {
    goes(domain: string): void {
      const share = shares.get(domain);
      if (share !== undefined) keep(domain, share * (1 - WEIGHT));
    },
    /** True when it has become too much; then it is counted anew. */
    grows(domain: string): boolean {
      const share = (shares.get(domain) ?? 0) * (1 - WEIGHT) + WEIGHT;
      keep(domain, share > TOO_MUCH ? 0 : share);
      return share > TOO_MUCH;
    },
  };
}

/** What went to each domain in the last whole second, or in this one where that is more. */
function createRecentCount(now: () => number) {
  let second = Math.floor(now() / 1_000);
  let current = new Map<string, number>();
  let last = new Map<string, number>();

  function turnOver(): void {
    const at = Math.floor(now() / 1_000);
    if (at === second) return;
    last = at === second + 1 ? current : new Map();
    current = new Map();
    second = at;
  }

  return {
    count(domain: string): void {
      turnOver();
      current.set(domain, (current.get(domain) ?? 0) + 1);
    },
    perSecond(domain: string): number {
      turnOver();
      return Math.max(last.get(domain) ?? 0, current.get(domain) ?? 0);
    },
  };
}

function domainOf(address: string): string {
  return address.slice(address.lastIndexOf('@') + 1).toLowerCase();
}
