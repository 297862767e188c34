import type { RelationKind } from '#src/advisory/advisory.ts';
import type { Revision } from '#src/advisory/revision.ts';

import type { RevisionType } from './event-type.ts';

const typeByRelation: Readonly<Record<RelationKind, RevisionType>> = {
  new: 'advisory.published',
  update: 'advisory.updated',
  reiteration: 'advisory.updated',
  'partial-modification': 'advisory.updated',
  correction: 'advisory.corrected',
  cancel: 'advisory.cancelled',
  'all-clear': 'advisory.all_clear',
};

/** As what endpoints are told of a revision. A later one is never "published" anew, whatever its source calls it. */
export function revisionTypeOf({
  number,
  content,
}: Pick<Revision, 'number' | 'content'>): RevisionType {
  const type = typeByRelation[content.relation.kind];
  return type === 'advisory.published' && number > 1 ? 'advisory.updated' : type;
}
