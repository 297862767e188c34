import type { SourceConfig } from '#config/sources.ts';
import { timeOf } from '#src/commands/command-line.ts';
import { fail, note, pass } from '#src/commands/finding.ts';
import type { Finding } from '#src/commands/finding.ts';
import type { SourceHealth } from '#src/http/api/sources.ts';

/** A source that is polled must be heard of; one that is pushed to waits for others. */
export function sourceFinding(
  health: SourceHealth,
  config: SourceConfig | undefined,
  now: Date,
): Finding {
  const { id, failures, nextPollAt, lastSuccessAt } = health;
  if (config?.kind !== 'polled') return pass('source', `${id} takes reports that are pushed to it`);
  if (failures > 0) return failingFinding(health);
  if (nextPollAt === undefined)
    return note('source', `${id} was never polled: it will be once workers run`);
  const lateSeconds = (now.getTime() - nextPollAt.getTime()) / 1000;
  if (lateSeconds <= config.everySeconds)
    return pass('source', `${id} last heard of at ${timeOf(lastSuccessAt)}`);
  const minutes = Math.round(lateSeconds / 60);
  return fail('source', `${id} is overdue by ${minutes} min: do workers run?`);
}

const failuresTolerated = 2;

function failingFinding({ id, failures, lastError = 'no reason' }: SourceHealth): Finding {
  const says = `${id}: ${pollsFailed(failures)} (${lastError}). Try npm run ingest -- poll ${id}`;
  return failures > failuresTolerated ? fail('source', says) : note('source', says);
}

function pollsFailed(count: number): string {
  return count === 1 ? 'the last poll failed' : `${count} polls failed in a row`;
}
