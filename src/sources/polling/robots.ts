import { manners as figures } from '#config/manners.ts';
import { unreachable, unreadable } from '#src/sources/refusal.ts';

import type { Manners } from './manners.ts';
import { readRobots } from './robots-rules.ts';
import type { RobotsRules } from './robots-rules.ts';

/** What hosts say about machines (RFC 9309), asked for once a day. */
export interface Robots {
  /** Throws SOURCE_UNREADABLE where the host does not want us, SOURCE_UNREACHABLE where it cannot be asked: then nobody is let in. */
  readonly requireAllowed: (
    url: string,
    signal: AbortSignal,
  ) => Promise<{ readonly pauseMs: number }>;
}

interface Kept {
  readonly rules: RobotsRules;
  readonly until: number;
}

export function createRobots({
  manners,
  now,
}: {
  readonly manners: Manners;
  readonly now: () => Date;
}): Robots {
  const hosts = new Map<string, Kept>();

  return {
    async requireAllowed(url, signal) {
      const { origin, pathname, search } = new URL(url);
      const rules = await rulesOf(origin, signal);
      if (rules.allows(`${pathname}${search}`)) return { pauseMs: rules.pauseMs };
      throw unreadable('the host’s robots.txt does not allow this address to machines');
    },
  };

  async function rulesOf(origin: string, signal: AbortSignal): Promise<RobotsRules> {
    const kept = hosts.get(origin);
    if (kept !== undefined && kept.until > now().getTime()) return kept.rules;
    const { answer } = await manners.get({ url: `${origin}/robots.txt` }, signal);
    if (answer.status >= 500 || answer.status === 429) {
      throw unreachable(`expected robots.txt, got HTTP ${answer.status}`);
    }
    const text = answer.status === 200 ? answer.body.toString('utf8') : ''; // none: everything is allowed
    const rules = readRobots(text);
    hosts.set(origin, { rules, until: now().getTime() + figures.robotsKeptMs });
    return rules;
  }
}
