import type { RelationKind } from '#src/advisory/advisory.ts';
import type { Revision } from '#src/advisory/revision.ts';

import { referenceOf, wholeDataOf } from './payload-data.ts';
import type { PayloadParts, Reference } from './payload-data.ts';
import { smallerForms } from './shorten.ts';

type PayloadType =
  | 'advisory.published'
  | 'advisory.updated'
  | 'advisory.corrected'
  | 'advisory.cancelled'
  | 'advisory.all_clear';

/** What an embassy's system is told. `data.sequence` rises with every publication, over all advisories. */
export interface Payload {
  readonly type: PayloadType;
  /** When it was published, ISO 8601. */
  readonly timestamp: string;
  /**
   * A shortened one leaves something out: the whole of it stands at `url`, for machines at `api`. In the shortest form
   * `countries` stands in the place of `appliesTo`.
   */
  readonly data: Reference & Readonly<Record<string, unknown>>;
}

/** W6: what is sent stays under this many bytes, whatever the officers write. */
const largestPayload = 20_000;

export function advisoryPayload(parts: PayloadParts): Payload {
  const { revision } = parts;
  const whole = wholeDataOf(parts);
  const envelope = (data: Payload['data']): Payload => ({
    type: typeOf(revision),
    timestamp: revision.publishedAt.toISOString(),
    data,
  });
  if (fits(envelope(whole))) return envelope(whole);
  const forms = smallerForms(whole, revision.content.language);
  const smaller = forms.map((form) => envelope({ ...form, shortened: true }));
  return smaller.find(fits) ?? envelope({ ...referenceOf(parts), shortened: true });
}

function fits(payload: Payload): boolean {
  return Buffer.byteLength(JSON.stringify(payload)) < largestPayload;
}

const typeByRelation: Readonly<Record<RelationKind, PayloadType>> = {
  new: 'advisory.published',
  update: 'advisory.updated',
  reiteration: 'advisory.updated',
  'partial-modification': 'advisory.updated',
  correction: 'advisory.corrected',
  cancel: 'advisory.cancelled',
  'all-clear': 'advisory.all_clear',
};

/** A later revision is never "published" anew, whatever its source calls it. */
function typeOf({ number, content }: Revision): PayloadType {
  const type = typeByRelation[content.relation.kind];
  return type === 'advisory.published' && number > 1 ? 'advisory.updated' : type;
}
