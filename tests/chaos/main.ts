import { abortedWhenToldToStop, run } from '#src/running.ts';

import { readFlags, usage } from './flags.ts';
import type { Options } from './flags.ts';
import { runScenario } from './run.ts';
import { scenarioOf } from './scenarios.ts';
import { isGood } from './verdict.ts';
import type { Verdict } from './verdict.ts';

// The receivers of `webhooks` are a process that this command starts by its own name.
const [first, file = ''] = process.argv.slice(2);
if (first === 'own-receivers') {
  const { runOwnReceivers } = await import('./webhooks/own-receivers.ts');
  await runOwnReceivers(file);
  process.exit();
}

const asked = readFlags(process.argv.slice(2));
switch (asked.kind) {
  case 'help':
    process.stdout.write(usage);
    break;
  case 'wrong':
    process.stderr.write(`${asked.message}\nThe words: npm run chaos -- --help\n`);
    process.exit(2);
    break;
  case 'run':
    await run(() => performAll(asked.options));
}

async function performAll({ names, json, ...options }: Options): Promise<void> {
  // Ctrl-C must leave no worker behind.
  const stopped = abortedWhenToldToStop();
  const verdicts: Verdict[] = [];
  for (const name of names) {
    if (scenarioOf(name).needsRedis === true && options.queue !== 'redis') continue;
    tell(`${name}: ${scenarioOf(name).title} (seed ${options.seed}, queue on ${options.queue})`);
    const verdict = await runScenario({ name, ...options }, (line) => tell(`  ${line}`), stopped);
    verdicts.push(verdict);
    tell(`  ${isGood(verdict) ? 'good' : 'NOT GOOD'}: ${summaryOf(verdict)}`);
  }
  if (json) process.stdout.write(`${JSON.stringify({ scenarios: verdicts }, undefined, 2)}\n`);
  if (!verdicts.every(isGood)) process.exit(1);
}

function summaryOf(verdict: Verdict): string {
  const { lost, repeatedAcceptances, allowedRepeats, slowestRecoveryMs, broken } = verdict;
  const counts = `${lost} lost, ${repeatedAcceptances} repeated of ${allowedRepeats} that may be`;
  return [counts, `slowest recovery ${slowestRecoveryMs} ms`, ...broken].join('; ');
}

function tell(line: string): void {
  const seconds = (performance.now() / 1_000).toFixed(1).padStart(6);
  process.stderr.write(`${seconds} s  ${line}\n`);
}
