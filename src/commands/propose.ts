import type { Env } from '#config/env.ts';
import seed from '#config/missions.json' with { type: 'json' };
import { sources } from '#config/sources.ts';
import { missionSchema } from '#src/advisory/mission.ts';
import type { Mission } from '#src/advisory/mission.ts';
import { AppError } from '#src/errors.ts';
import { createInMea } from '#src/sources/in-mea.ts';
import { createMissions } from '#src/store/missions.ts';

import { describeProposal } from './describe-proposal.ts';
import { readReport } from './read-report.ts';
import { openRecord } from './record.ts';

interface Asked {
  readonly sourceId: string;
  readonly file: string;
}

/** Reads a document as the ingest worker would, and keeps nothing. */
export async function proposeFrom(env: Env, { sourceId, file }: Asked) {
  const source = createInMea({ directory: () => directoryOf(env) });
  if (sourceId !== source.id)
    throw new AppError('NOT_FOUND', `expected a source in prose, ${source.id}, got ${sourceId}`);
  const { licence } = sources['in-mea'];
  const report = {
    sourceId,
    key: file,
    licence,
    fetchedAt: new Date(),
    ...(await readReport(file)),
  };
  const { proposal } = await source.read(report);
  if (proposal === undefined) throw new Error('expected a proposal of a source in prose');
  return { document: proposal, text: describeProposal(proposal), ok: true };
}

/** The directory that officers keep, where there is one. */
async function directoryOf(env: Env): Promise<readonly Mission[]> {
  const record = await openRecord(env);
  if (record !== undefined) {
    await using lent = record;
    const kept = await createMissions(lent)
      .list()
      .catch(() => []); // not migrated yet
    if (kept.length > 0) return kept;
  }
  return seed.map((mission) => missionSchema.parse(mission));
}
