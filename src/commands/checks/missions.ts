import { note } from '#src/commands/finding.ts';
import type { Finding } from '#src/commands/finding.ts';
import type { MissionChange } from '#src/officers/mission-change.ts';
import type { Database } from '#src/store/database.ts';
import { createMissionChanges } from '#src/store/mission-changes.ts';
import { createMissions } from '#src/store/missions.ts';

import { dialledFinding } from './dialled.ts';

/** Does somebody answer at the numbers that alerts name, and does no correction of them lie about? */
export async function examineMissions(db: Database, now: Date): Promise<readonly Finding[]> {
  const [missions, changes] = await Promise.all([
    createMissions({ db }).list(),
    createMissionChanges({ db }).list('open'),
  ]);
  return [dialledFinding(missions, now), ...waitingFindings(changes)];
}

const mostNamed = 10;

function waitingFindings(changes: readonly MissionChange[]): readonly Finding[] {
  if (changes.length === 0) return [];
  const ids = changes.slice(0, mostNamed).map(({ id }) => id);
  return [
    note(
      'missions',
      `changes of the directory wait for a second officer (${ids.join(', ')}): npm run advisory -- mission changes`,
    ),
  ];
}
