import type { Mission, Missions } from '#src/advisory/mission.ts';
import type { Revisions } from '#src/advisory/revision.ts';
import { AppError } from '#src/errors.ts';

import { factsOf } from './mission-change.ts';
import type {
  Circumstances,
  Edit,
  MissionChange,
  MissionChanges,
  MissionFacts,
  Settled,
  Wanted,
} from './mission-change.ts';
import { correctionsFor } from './mission-corrections.ts';
import {
  whatDoesNotFit,
  whatPreventsAccepting,
  whatPreventsDeciding,
  whatPreventsDialling,
  whatPreventsProposing,
  whatPreventsWithdrawing,
} from './mission-rules.ts';
import type { Misfit } from './mission-rules.ts';
import type { Officer } from './officer.ts';
import { refuse } from './pile.ts';

/** The mission directory as officers keep it: one proposes, another one decides. Every refusal says what was expected. */
export interface Directory {
  readonly propose: (by: Officer, wanted: Wanted) => Promise<MissionChange>;
  /** Makes drafts that correct the advisories in force that show the mission. */
  readonly accept: (by: Officer, decision: Decision) => Promise<Settled>;
  readonly reject: (by: Officer, decision: Decision) => Promise<Settled>;
  readonly withdraw: (by: Officer, decision: Decision) => Promise<Settled>;
  /** Writes down that somebody has dialled all its numbers just now. One person is enough: nothing is typed in. */
  readonly dialled: (by: Officer, missionId: string) => Promise<Mission>;
}

interface Decision {
  /** Of the change. */
  readonly id: number;
  readonly reason?: string | undefined;
}

interface DirectoryNeeds {
  readonly missions: Pick<Missions, 'list'>;
  readonly revisions: Pick<Revisions, 'inForce'>;
  readonly changes: MissionChanges;
  readonly now: () => Date;
}

export function createDirectory({ missions, revisions, changes, now }: DirectoryNeeds): Directory {
  return {
    async propose(by, wanted) {
      const at = now();
      const [listed, inForce] = await Promise.all([missions.list(), revisions.inForce({ at })]);
      const missionId = wanted.kind === 'put' ? wanted.mission.id : wanted.id;
      const edit = editOf(
        wanted,
        listed.find(({ id }) => id === missionId),
      );
      refuse(whatPreventsProposing(edit, by));
      refuseMisfit(whatDoesNotFit(edit, { missions: listed, inForce }), wanted.kind);
      const { reason } = wanted;
      return changes.propose({ ...edit, missionId, proposedBy: by.name, at, reason });
    },

    accept: (by, { id, reason }) =>
      settle(id, async (change, look) => {
        const found = await look();
        refuse(whatPreventsAccepting(change, by, found));
        return {
          state: 'accepted',
          by: by.name,
          at: now(),
          reason,
          mission: change.after && withDialling(change.after, presentOf(change, found)),
          corrections: correctionsFor(change, found),
        };
      }),

    reject: (by, { id, reason }) =>
      settle(id, (change) => {
        refuse(whatPreventsDeciding(change, by));
        return { state: 'rejected', by: by.name, at: now(), reason };
      }),

    withdraw: (by, { id, reason }) =>
      settle(id, (change) => {
        refuse(whatPreventsWithdrawing(change, by));
        return { state: 'withdrawn', by: by.name, at: now(), reason };
      }),

    async dialled(by, missionId) {
      refuse(whatPreventsDialling(by));
      return (await changes.dialled(missionId, by.name, now())) ?? throwMissing(missionId);
    },
  };

  async function settle(
    id: number,
    decide: Parameters<MissionChanges['settle']>[1],
  ): Promise<Settled> {
    const settled = await changes.settle(id, decide);
    if (settled !== undefined) return settled;
    throw new AppError('NOT_FOUND', `There is no change ${id} of the mission directory`);
  }
}

function editOf(wanted: Wanted, present: Mission | undefined): Edit {
  if (wanted.kind === 'put')
    return { before: present && factsOf(present), after: factsOf(wanted.mission) };
  if (present === undefined) return throwMissing(wanted.id);
  const before = factsOf(present);
  if (wanted.kind === 'remove') return { before, after: undefined };
  const { servedBy, since } = wanted;
  const closed = since === undefined ? { servedBy } : { servedBy, since };
  return { before, after: { ...before, closed } };
}

function presentOf({ missionId }: MissionChange, { missions }: Circumstances) {
  return missions.find(({ id }) => id === missionId);
}

/** Who dialled what is still there has dialled it; a number that is new nobody has. */
function withDialling(facts: MissionFacts, present: Mission | undefined): Mission {
  const known = new Set(present?.phones.map(({ number }) => number));
  if (present === undefined || !facts.phones.every(({ number }) => known.has(number))) return facts;
  const { verifiedAt, verifiedBy } = present;
  return { ...facts, verifiedAt, verifiedBy };
}

/** Of what was sent, the place that is wrong (RFC 6901). */
function refuseMisfit(misfit: Misfit | undefined, kind: Wanted['kind']): void {
  if (misfit === undefined) return;
  const { path, expected, arrived } = misfit;
  const pointer = kind === 'put' ? `/mission${path}` : path.replace(/^.*(?=\/)/, '');
  throw new AppError(
    'INPUT_INVALID',
    `The body is not what was expected. ${pointer}: expected ${expected}, arrived ${arrived}`,
  );
}

function throwMissing(id: string): never {
  throw new AppError('NOT_FOUND', `There is no mission ${id} in the directory`);
}
