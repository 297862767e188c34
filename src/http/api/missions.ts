import { z } from 'zod';

import { missionSchema } from '#src/advisory/mission.ts';
import type { Missions } from '#src/advisory/mission.ts';

import { forEverybody } from './access.ts';
import { ok } from './answers.ts';
import type { Api } from './answers.ts';

export interface MissionsNeeds {
  readonly missions: Pick<Missions, 'list'>;
}

/** The verified directory that alerts refer to. */
export function registerMissions(api: Api, { missions }: MissionsNeeds): void {
  api.get(
    '/missions',
    forEverybody({
      tags: ['missions'],
      summary: 'Embassies, consulates and their numbers',
      response: ok(z.object({ missions: z.array(missionSchema.meta({ id: 'Mission' })) })),
    }),
    async () => ({ missions: [...(await missions.list())] }),
  );
}
