import { sources } from '#config/sources.ts';
import type { SourceConfig } from '#config/sources.ts';
import { fail, pass } from '#src/commands/finding.ts';
import type { Finding } from '#src/commands/finding.ts';
import type { Database } from '#src/store/database.ts';
import { createFigures } from '#src/store/figures.ts';
import { createSourceHealth } from '#src/store/source-health.ts';

import { sourceFinding } from './source.ts';

/** Is what must happen by itself happening? */
export async function examineWork(db: Database, now: Date): Promise<readonly Finding[]> {
  const health = await createSourceHealth({ db, sources }).list();
  const due = await createFigures({ db }).due();
  const config: Readonly<Record<string, SourceConfig>> = sources;
  return [
    ...health.map((source) => sourceFinding(source, config[source.id], now)),
    ...due.map(dueFinding).concat(due.length === 0 ? [pass('deliveries', 'none is due')] : []),
  ];
}

interface Due {
  readonly channel: string;
  readonly count: number;
  readonly oldestSeconds: number;
}

const alarmingSeconds = 300;

function dueFinding({ channel, count, oldestSeconds }: Due): Finding {
  const says = `${count} by ${channel} are due, the oldest for ${Math.round(oldestSeconds)} s`;
  return oldestSeconds > alarmingSeconds
    ? fail('deliveries', `${says}: do workers run, does the relay answer?`)
    : pass('deliveries', says);
}
