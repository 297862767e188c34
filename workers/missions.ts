import type { App } from '#src/app.ts';
import { escalateDue } from '#src/store/escalating.ts';
import { tellOwners } from '#src/store/owner-notices.ts';

import { watchFilters } from './filters.ts';

/** Rounds of the workers about embassies. They need the database alone: what they queue is found by the sweep. */
export const missionRounds: readonly ((app: App) => Promise<void>)[] = [
  escalate,
  tell,
  watchFilters,
];

/** Whoever is next hears of emergencies that nobody has acknowledged. */
async function escalate({ db, keyring, duties, wake, log }: App): Promise<void> {
  const done = await escalateDue({ db, keyring });
  if (done === undefined || done.mailed + done.officersTold === 0) return;
  log.warn(done, 'acknowledgements.escalated');
  if (done.mailed > 0) await duties.wakeNotices(wake);
}

/** W5: contacts hear that their endpoint fails or was disabled. */
async function tell({ db, keyring, env, duties, wake, log }: App): Promise<void> {
  const told = await tellOwners({ db, keyring, dutyAddress: env.DUTY_ADDRESS });
  if (told === undefined || told.disabled + told.failing === 0) return;
  log.warn(told, 'endpoints.owners-told');
  await duties.wakeNotices(wake);
}
