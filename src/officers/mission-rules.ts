import { canonicalJson } from '#src/advisory/canonical.ts';
import type { Mission } from '#src/advisory/mission.ts';

import { factsOf } from './mission-change.ts';
import type { Circumstances, Edit, MissionChange, MissionFacts } from './mission-change.ts';
import { hasRole } from './officer.ts';
import type { Officer, Role } from './officer.ts';
import type { Refusal } from './rules.ts';

/** Who may propose a change of the directory, and who may decide about one. */
export const proposers: readonly Role[] = ['author', 'operator'];
export const deciders: readonly Role[] = ['approver', 'operator'];
export const diallers: readonly Role[] = ['author', 'approver', 'operator'];

/** What is wrong with a mission as somebody wants it: where in it, what was expected there, what arrived. */
export interface Misfit {
  readonly path: string;
  readonly expected: string;
  readonly arrived: string;
}

/** A number is never typed in by one person: whoever proposed a change does not accept it. */
export function whatPreventsAccepting(
  change: MissionChange,
  officer: Officer,
  found: Circumstances,
): Refusal | undefined {
  return whatPreventsDeciding(change, officer) ?? whatHasMoved(change, found);
}

export function whatPreventsDeciding(change: MissionChange, officer: Officer): Refusal | undefined {
  if (!hasRole(officer, deciders)) return roleMissing(deciders);
  if (change.state !== 'open') return closed(change);
  if (officer.name !== change.proposedBy) return undefined;
  return {
    code: 'DECIDER_IS_PROPOSER',
    message:
      'Who proposed a change does not decide about it: expected another officer. It may be withdrawn',
  };
}

export function whatPreventsWithdrawing(
  change: MissionChange,
  officer: Officer,
): Refusal | undefined {
  if (change.state !== 'open') return closed(change);
  if (officer.name === change.proposedBy) return undefined;
  return {
    code: 'FORBIDDEN',
    message: `Expected ${change.proposedBy}, who proposed the change, to withdraw it. Others reject it`,
  };
}

export function whatPreventsProposing(edit: Edit, officer: Officer): Refusal | undefined {
  if (!hasRole(officer, proposers)) return roleMissing(proposers);
  if (!isSame(edit.before, edit.after)) return undefined;
  return {
    code: 'INPUT_INVALID',
    message: 'Expected something that differs from what the directory says, arrived the same',
  };
}

export function whatPreventsDialling(officer: Officer): Refusal | undefined {
  return hasRole(officer, diallers) ? undefined : roleMissing(diallers);
}

/** Whether the directory would hold together: whoever looks for a closed mission finds one that answers. */
export function whatDoesNotFit(
  { before, after }: Edit,
  { missions, inForce }: Circumstances,
): Misfit | undefined {
  const id = after?.id ?? before?.id;
  const waiting = missions
    .filter((mission) => mission.closed?.servedBy === id)
    .map((mission) => mission.id);
  if (after === undefined) return removalMisfit(waiting, showing(inForce, before?.id));
  if (after.closed === undefined) return openMisfit(after);
  return servingMisfit(after.id, after.closed.servedBy, missions) ?? closingMisfit(waiting);
}

function showing(inForce: Circumstances['inForce'], id = ''): readonly string[] {
  return inForce
    .filter(({ content }) => content.contacts.includes(id))
    .map(({ advisoryId }) => advisoryId);
}

function openMisfit({ phones }: MissionFacts): Misfit | undefined {
  if (phones.length > 0) return undefined;
  return { path: '/phones', expected: 'at least one number to call', arrived: 'none' };
}

function removalMisfit(
  waiting: readonly string[],
  advisories: readonly string[],
): Misfit | undefined {
  if (waiting.length > 0) return { path: '/id', ...servesFor(waiting) };
  if (advisories.length === 0) return undefined;
  return {
    path: '/id',
    expected: 'a mission that no advisory in force shows; close it instead',
    arrived: `one that ${advisories.join(', ')} shows`,
  };
}

/** A chain would lead readers from one closed door to the next, so there is none. */
function closingMisfit(waiting: readonly string[]): Misfit | undefined {
  return waiting.length === 0 ? undefined : { path: '/closed', ...servesFor(waiting) };
}

function servesFor(waiting: readonly string[]) {
  return {
    expected: 'a mission that serves in no other’s place; have those served by another one first',
    arrived: `one that serves for ${waiting.join(', ')}`,
  };
}

function servingMisfit(
  id: string,
  servedBy: string,
  missions: readonly Mission[],
): Misfit | undefined {
  const path = '/closed/servedBy';
  const arrived = JSON.stringify(servedBy);
  if (servedBy === id) return { path, expected: 'another mission than itself', arrived };
  const serving = missions.find((mission) => mission.id === servedBy);
  if (serving === undefined)
    return { path, expected: 'the id of a mission in the directory', arrived };
  if (serving.closed === undefined && serving.phones.length > 0) return undefined;
  return { path, expected: 'a mission that is open and has a number to call', arrived };
}

function whatHasMoved(change: MissionChange, found: Circumstances): Refusal | undefined {
  const { missionId, before } = change;
  const present = found.missions.find(({ id }) => id === missionId);
  if (!isSame(before, present && factsOf(present)))
    return stale(`The directory says something else of ${missionId} than when it was proposed`);
  const misfit = whatDoesNotFit(change, found);
  if (misfit === undefined) return undefined;
  return stale(
    `It does not fit the directory any more. ${misfit.path}: expected ${misfit.expected}, arrived ${misfit.arrived}`,
  );
}

function stale(says: string): Refusal {
  return {
    code: 'MISSION_CHANGE_STALE',
    message: `${says}. The change stays open for reading: propose it anew on what the directory says now, and reject or withdraw this one`,
  };
}

function closed({ id, state, decided }: MissionChange): Refusal {
  return {
    code: 'MISSION_CHANGE_CLOSED',
    message: `Change ${id} was ${state} by ${decided?.by ?? 'somebody'}: expected an open one`,
  };
}

function roleMissing(roles: readonly Role[]): Refusal {
  return { code: 'FORBIDDEN', message: `Expected an officer with the role ${roles.join(' or ')}` };
}

function isSame(a: MissionFacts | undefined, b: MissionFacts | undefined): boolean {
  return canonicalJson(a ?? null) === canonicalJson(b ?? null);
}
