import type { Scenario } from './scenario.ts';
import { kill } from './scenarios/kill.ts';

export const scenarios = { kill } as const satisfies Readonly<Record<string, Scenario>>;

export type ScenarioName = keyof typeof scenarios;

export const scenarioNames = Object.keys(scenarios).filter(
  (name): name is ScenarioName => name in scenarios,
);
