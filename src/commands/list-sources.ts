import { followedSources } from '#src/sources/sources-file.ts';
import { createSourceHealth } from '#src/store/source-health.ts';

import { table, timeOf } from './command-line.ts';
import type { DatabaseRecord } from './record.ts';

const head = [
  'SOURCE',
  'KIND',
  'MODE',
  'STATE',
  'LAST SUCCESS',
  'LAST CHANGE',
  'NEXT POLL',
  'ENTRIES',
  'KB',
  'MS',
  'REASON',
];

/** Every source and its health, as an operator reads it. */
export async function listSources({ db, env }: Pick<DatabaseRecord, 'db' | 'env'>) {
  const health = await createSourceHealth({ db, sources: await followedSources(env) }).list();
  const rows = health.map((source) => [
    source.id,
    source.kind,
    source.mode,
    source.state,
    timeOf(source.lastSuccessAt),
    timeOf(source.lastChangeAt),
    timeOf(source.nextPollAt),
    String(source.entries ?? '-'),
    source.bytes === undefined ? '-' : String(Math.ceil(source.bytes / 1024)),
    String(source.latencyMs ?? '-'),
    source.reason ?? '-',
  ]);
  return { document: { sources: health }, text: table([head, ...rows]), ok: true };
}
