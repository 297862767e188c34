import { sql } from 'kysely';

import { missionSchema } from '#src/advisory/mission.ts';
import type { Mission, Missions } from '#src/advisory/mission.ts';

import type { Database } from './database.ts';

export function createMissions({ db }: { readonly db: Database }): Missions {
  return {
    async list() {
      const { rows } = await sql<MissionRow>`select mission from missions order by id`.execute(db);
      return rows.map(missionOf);
    },
    async find(ids) {
      const { rows } = await sql<MissionRow>`
        select mission from missions where id = any(${ids}::text[]) or id in (
          select mission->'closed'->>'servedBy' from missions where id = any(${ids}::text[]))
        order by array_position(${ids}::text[], id), id`.execute(db);
      return rows.map(missionOf);
    },
  };
}

/**
 * Adds the missions that the directory does not hold yet. What officers have verified since is never overwritten, and what
 * they have removed does not come back.
 */
export async function seedMissions(db: Database, missions: readonly Mission[]): Promise<number> {
  const { numAffectedRows } = await sql`
    insert into missions (id, mission)
    select mission ->> 'id', mission from jsonb_array_elements(${JSON.stringify(missions)}::jsonb) as given (mission)
    where not exists (
      select from mission_changes c where c.mission_id = mission ->> 'id' and c.state = 'accepted')
    on conflict (id) do nothing`.execute(db);
  return Number(numAffectedRows ?? 0n);
}

interface MissionRow {
  readonly mission: unknown;
}

function missionOf({ mission }: MissionRow): Mission {
  return missionSchema.parse(mission);
}
