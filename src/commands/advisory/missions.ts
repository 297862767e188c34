import { missionSchema } from '#src/advisory/mission.ts';
import { table } from '#src/commands/command-line.ts';

import { wordOf } from './command.ts';
import type { Call, Command } from './command.ts';
import {
  describeChange,
  describeMission,
  missionChangesSchema,
  missionRow,
  missionsSchema,
} from './describe-mission.ts';

export const missionCommands: readonly Command[] = [
  {
    name: 'mission list',
    takes: [],
    does: 'show the directory of missions: numbers, which are closed, when they were last dialled',
    options: {},
    async run({ client, signal }) {
      const json = await client.get('/missions', signal);
      const rows = missionsSchema.parse(json).missions.map(missionRow);
      return { json, text: rows.length === 0 ? 'No missions.' : table(rows) };
    },
  },
  {
    name: 'mission show',
    takes: ['MISSION'],
    does: 'show a mission, who dialled it last, and changes of it that wait for another officer',
    options: {},
    async run(call) {
      const json = await call.client.get(pathOf(call), call.signal);
      const waiting = missionChangesSchema
        .parse(await call.client.get('/mission-changes?state=open&limit=500', call.signal))
        .changes.filter(({ missionId }) => missionId === wordOf(call, 0));
      const described = [
        describeMission(missionSchema.parse(json)),
        ...waiting.map(describeChange),
      ];
      return { json, text: described.join('\n\n') };
    },
  },
  {
    name: 'mission dialled',
    takes: ['MISSION'],
    does: 'write down that you have just dialled all numbers of a mission',
    options: {},
    async run(call) {
      const json = await call.client.post(`${pathOf(call)}/dialled`, undefined, call.signal);
      return { json, text: describeMission(missionSchema.parse(json)) };
    },
  },
];

function pathOf(call: Pick<Call, 'words'>): string {
  return `/missions/${encodeURIComponent(wordOf(call, 0))}`;
}
