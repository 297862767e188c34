import { policy } from '#config/policy.ts';

import type { Content } from './advisory.ts';

/** How urgently a publication travels, most urgent first. */
export const lanes = ['emergency', 'urgent', 'routine'] as const;
export type Lane = (typeof lanes)[number];

/** The lane proposed for an advisory; an officer decides. Never an emergency: two people decide that. */
export function proposedLane(content: Pick<Content, 'appliesTo' | 'kind'>): Lane {
  if (content.kind === 'alert') return 'urgent';
  const highest = Math.max(...content.appliesTo.map(({ level }) => level ?? 0), 0);
  return highest >= policy.urgentFromLevel ? 'urgent' : 'routine';
}
