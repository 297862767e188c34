import type { Content } from '#src/advisory/advisory.ts';
import { categoriesOf } from '#src/advisory/category.ts';
import { isEnding } from '#src/advisory/ending.ts';
import type { Lane } from '#src/advisory/lane.ts';
import type { Revision } from '#src/advisory/revision.ts';

import type { Rating, ResponseType, Severity } from './outgoing.ts';

/**
 * How a revision is rated for programs, by what officers and machine fields have set and never by its prose. What nobody has
 * set is `Unknown`, or left out.
 */
export function ratingOf({ content, lane, publishedAt }: Revision): Rating {
  const chosen = categoriesOf(content);
  return {
    categories: chosen.length === 0 ? ['Other'] : chosen,
    responseTypes: responseTypesOf(content),
    urgency: isEnding(content) ? 'Past' : urgencies[lane],
    severity: severityOf(content, lane),
    certainty: certaintyOf(content, publishedAt),
  };
}

const urgencies = { emergency: 'Immediate', urgent: 'Expected', routine: 'Future' } as const;

const residentResponses: Readonly<Record<Content['residents'], ResponseType | undefined>> = {
  none: undefined,
  'keep-in-touch': 'Monitor',
  caution: 'Monitor',
  'avoid-movement': 'Avoid',
  shelter: 'Shelter',
  'consider-leaving': 'Prepare',
  leave: 'Evacuate',
};

const travellerResponses: Readonly<Record<Content['travellers'], ResponseType | undefined>> = {
  none: undefined,
  caution: 'Monitor',
  reconsider: 'Avoid',
  defer: 'Avoid',
  'avoid-non-essential': 'Avoid',
  'do-not-travel': 'Avoid',
};

/** A withdrawal is no all-clear: that a text was wrong does not say that a place is safe. */
function responseTypesOf({ relation, residents, travellers }: Content): readonly ResponseType[] {
  if (relation.kind === 'all-clear') return ['AllClear'];
  if (relation.kind === 'cancel') return ['None'];
  const asked = [residentResponses[residents], travellerResponses[travellers]];
  return [...new Set(asked.filter((response) => response !== undefined))];
}

const severities = ['Unknown', 'Minor', 'Moderate', 'Severe', 'Extreme'] as const;

const residentRanks: Readonly<Record<Content['residents'], number>> = {
  none: 0,
  'keep-in-touch': 1,
  caution: 2,
  'avoid-movement': 3,
  shelter: 3,
  'consider-leaving': 3,
  leave: 4,
};

const travellerRanks: Readonly<Record<Content['travellers'], number>> = {
  none: 0,
  caution: 2,
  reconsider: 3,
  defer: 3,
  'avoid-non-essential': 3,
  'do-not-travel': 4,
};

/** The gravest of what is said: levels, both ladders and the lane. */
function severityOf(content: Content, lane: Lane): Severity {
  if (content.relation.kind === 'cancel') return 'Unknown';
  if (content.relation.kind === 'all-clear') return 'Minor';
  const levels = content.appliesTo.map(({ level }) => (level === null ? 0 : Math.max(level, 1)));
  const gravest = Math.max(
    ...levels,
    residentRanks[content.residents],
    travellerRanks[content.travellers],
    lane === 'emergency' ? 3 : 0,
  );
  return severities[gravest] ?? 'Unknown';
}

/** What is dated has happened, or is foreseen; that something without a date may happen is not for a program to weigh. */
function certaintyOf({ relation, eventAt }: Content, publishedAt: Date): Rating['certainty'] {
  if (relation.kind === 'all-clear') return 'Observed';
  if (relation.kind === 'cancel' || eventAt === undefined) return 'Unknown';
  return new Date(eventAt) <= publishedAt ? 'Observed' : 'Likely';
}
