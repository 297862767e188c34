import type { Scenario } from './scenario.ts';
import { clock } from './scenarios/clock.ts';
import { databaseClock } from './scenarios/database-clock.ts';
import { digest } from './scenarios/digest.ts';
import { kill } from './scenarios/kill.ts';
import { postgres } from './scenarios/postgres.ts';
import { redis } from './scenarios/redis.ts';
import { slowRelay } from './scenarios/slow-relay.ts';
import { smtp } from './scenarios/smtp.ts';
import { stop } from './scenarios/stop.ts';
import { supersede } from './scenarios/supersede.ts';
import { webhooks } from './scenarios/webhooks.ts';

const scenarios = {
  kill,
  digest,
  redis,
  postgres,
  smtp,
  stop,
  clock,
  'database-clock': databaseClock,
  'slow-relay': slowRelay,
  supersede,
  webhooks,
} satisfies Readonly<Record<string, Scenario>>;

export type ScenarioName = keyof typeof scenarios;

export const scenarioNames = Object.keys(scenarios).filter(
  (name): name is ScenarioName => name in scenarios,
);

export function scenarioOf(name: ScenarioName): Scenario {
  return scenarios[name];
}
