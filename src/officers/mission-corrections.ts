import { canonicalJson } from '#src/advisory/canonical.ts';
import type { Mission } from '#src/advisory/mission.ts';

import { followUpOf } from './follow-up.ts';
import type { Circumstances, Correction, MissionChange, MissionFacts } from './mission-change.ts';

/**
 * Of every advisory in force that shows the mission, or one that it serves for, a draft that corrects it. It starts from the latest revision
 * and lacks a note of what is different. Its author is who proposed the change, so that whoever accepted it may approve.
 */
export function correctionsFor(
  change: MissionChange,
  { missions, inForce }: Circumstances,
): readonly Correction[] {
  const { missionId, before, after, reason, proposedBy } = change;
  if (after === undefined || !isShownDifferently(before, after)) return [];
  const { closed } = after;
  const occasion = `mission ${missionId} ${closed === undefined ? 'has changed' : `is closed, served by ${closed.servedBy}`}`;
  const shownAs = new Set([missionId, ...servedBy(missionId, missions)]);
  return inForce
    .filter(({ content }) => content.contacts.some((id) => shownAs.has(id)))
    .map(({ advisoryId, content, lane }) => ({
      occasion,
      draft: {
        advisoryId,
        content: {
          ...followUpOf(content, 'correction'),
          contacts: contactsAfter(content.contacts, after),
        },
        lane,
        author: proposedBy,
        reason: `${occasion}: ${reason}`,
      },
    }));
}

/** What readers see of a mission, in messages and in what embassies' systems are told. */
function isShownDifferently(before: MissionFacts | undefined, after: MissionFacts): boolean {
  return canonicalJson(shown(before)) !== canonicalJson(shown(after));
}

function shown(mission: MissionFacts | undefined) {
  if (mission === undefined) return null;
  const { name, city, phones, email, hours, closed } = mission;
  return { name, city, phones, email, hours, closed };
}

function servedBy(missionId: string, missions: readonly Mission[]): readonly string[] {
  return missions.filter(({ closed }) => closed?.servedBy === missionId).map(({ id }) => id);
}

/** In the place of a closed mission the one that serves. */
function contactsAfter(contacts: readonly string[], { id, closed }: MissionFacts): string[] {
  if (closed === undefined) return [...contacts];
  return [...new Set(contacts.map((contact) => (contact === id ? closed.servedBy : contact)))];
}
