import { z } from 'zod';

import { missionIdSchema, missionSchema } from '#src/advisory/mission.ts';
import type { Mission, Missions } from '#src/advisory/mission.ts';
import { AppError } from '#src/errors.ts';
import type { Directory } from '#src/officers/directory.ts';
import { diallers } from '#src/officers/mission-rules.ts';

import { forEverybody, forOfficers, officerOf } from './access.ts';
import { anyRole, ok } from './answers.ts';
import type { Api } from './answers.ts';
import { byName, mostPerPage, next, pageQuery, slicePage } from './paging.ts';

export interface MissionsNeeds {
  readonly missions: Pick<Missions, 'list'>;
  readonly directory: Pick<Directory, 'dialled'>;
}

/** Who dialled is for staff: readers are told when. */
const shownSchema = missionSchema.omit({ verifiedBy: true }).meta({ id: 'Mission' });
const keptSchema = missionSchema.meta({ id: 'KeptMission' });

const params = z.object({ id: missionIdSchema });
const tags = ['missions'];

/** The verified directory that alerts refer to. */
export function registerMissions(api: Api, { missions, directory }: MissionsNeeds): void {
  api.get(
    '/missions',
    forEverybody({
      tags,
      summary: 'Embassies, consulates and their numbers',
      description:
        'Nobody answers at a mission that is `closed`: call the one that `servedBy` names.',
      querystring: z.object(pageQuery(byName, mostPerPage)),
      response: ok(z.object({ missions: z.array(shownSchema), ...next })),
    }),
    async ({ query }, reply) => {
      const page = slicePage(reply, await missions.list(), query);
      return { missions: page.entries.map(shown), next: page.next };
    },
  );

  api.get(
    '/missions/:id',
    forOfficers(anyRole, {
      tags,
      summary: 'A mission, with who dialled its numbers last',
      params,
      response: ok(keptSchema),
    }),
    async ({ params: { id } }) => {
      const mission = (await missions.list()).find((one) => one.id === id);
      if (mission !== undefined) return mission;
      throw new AppError('NOT_FOUND', `There is no mission ${id} in the directory`);
    },
  );

  api.post(
    '/missions/:id/dialled',
    forOfficers(diallers, {
      tags,
      summary: 'Write down that you have dialled all its numbers, just now',
      params,
      response: ok(keptSchema),
    }),
    async ({ caller, params: { id } }) => directory.dialled(officerOf({ caller }), id),
  );
}

function shown({ verifiedBy: _staff, ...mission }: Mission): z.infer<typeof shownSchema> {
  return mission;
}
