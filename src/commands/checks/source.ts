import { timeOf } from '#src/commands/command-line.ts';
import { fail, note, pass } from '#src/commands/finding.ts';
import type { Finding } from '#src/commands/finding.ts';
import type { SourceHealth } from '#src/http/api/sources.ts';

type Shown = Pick<SourceHealth, 'id' | 'state' | 'reason' | 'isAlarming' | 'lastSuccessAt'>;

/** A source that is polled must be heard of; one that is pushed to waits for others. */
export function sourceFinding({ id, state, isAlarming, lastSuccessAt, ...health }: Shown): Finding {
  switch (state) {
    case 'pushed':
      return pass('source', `${id} takes reports that are pushed to it`);
    case 'off':
      return pass('source', `${id} is off`);
    case 'never-asked':
      return note('source', `${id} was never polled: it will be once workers run`);
    case 'healthy':
      return pass('source', `${id} last heard of at ${timeOf(lastSuccessAt)}`);
    case 'unhealthy': {
      const { reason = 'no reason was kept' } = health;
      const says = `${id}: ${reason}. Try npm run ingest -- poll ${id}`;
      return isAlarming ? fail('source', says) : note('source', says);
    }
  }
}
