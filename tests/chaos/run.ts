import type { Options } from './flags.ts';
import type { Preloading } from './preloading.ts';
import type { Tell } from './scenario.ts';
import { scenarioOf } from './scenarios.ts';
import type { ScenarioName } from './scenarios.ts';
import { openStage } from './stage.ts';
import { judge } from './verdict.ts';
import type { Verdict } from './verdict.ts';

type Run = Omit<Options, 'names' | 'json'> & { readonly name: ScenarioName };

/** Leases, retries and silence of seconds, so that a small run ends within a minute. */
const hurried: Preloading = {
  policy: { leaseMs: 6_000, emailRetryMs: [2_000] },
  silenceMs: 5_000,
};

/** Longer than this nothing takes that still goes on. */
const baseMs = 300_000;
const perRoundMs = 15_000;
const perThousandMs = 3_000;

/** Performs one scenario on a stage of its own and judges it. Rejects when it does not come to its end. */
export async function runScenario(run: Run, tell: Tell, stopped: AbortSignal): Promise<Verdict> {
  const scenario = scenarioOf(run.name);
  const { recipients, rounds, queue, seed } = run;
  const patience = baseMs + rounds * perRoundMs + (recipients / 1_000) * perThousandMs;
  const told = { ...run, preloading: run.hurried ? hurried : {}, ...scenario.staging };
  const signal = AbortSignal.any([stopped, AbortSignal.timeout(patience)]);
  await using stage = await openStage(told, signal);
  const account = await scenario.perform(stage, tell);
  return await judge({ name: run.name, queue, seed, stage, account });
}
