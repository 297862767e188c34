import type { EventType } from './event-type.ts';
import { wholeDataOf } from './payload-data.ts';
import type { PayloadParts } from './payload-data.ts';
import { referenceOf } from './reference.ts';
import { revisionTypeOf } from './revision-type.ts';
import { smallerForms } from './shorten.ts';

/**
 * What an embassy's system is told, without what differs from endpoint to endpoint: that is spliced in by `createBodies`.
 * Each type has its schema in payload-schemas.ts.
 */
export interface Payload {
  readonly type: EventType;
  /** When it happened, ISO 8601. */
  readonly timestamp: string;
  /** A shortened one leaves something out: the whole of it stands at `url`, for machines at `api`. */
  readonly data: Readonly<Record<string, unknown>>;
}

/** W6: what is sent stays under 20 KB, whatever the officers write; some of it is for what is spliced in, and for what is asked. */
const largestPayload = 20_000 - '"sequence":9007199254740991,"replay":true,'.length - 400;

/** Everything that is said of a revision, as far as it fits. */
export function revisionPayload(parts: PayloadParts): Payload {
  const { revision, publicUrl } = parts;
  const whole = wholeDataOf(parts);
  const forms = smallerForms(whole, revision.content.language);
  return largestThatFits(
    { type: revisionTypeOf(revision), timestamp: revision.publishedAt.toISOString() },
    [
      { ...whole, shortened: false },
      ...forms.map((form) => ({ ...form, shortened: true })),
      { ...referenceOf(revision, publicUrl), shortened: true },
    ],
  );
}

/** The first form that is small enough, else the last. */
export function largestThatFits(
  envelope: Omit<Payload, 'data'>,
  forms: readonly Payload['data'][],
): Payload {
  const payloads = forms.map((data) => ({ ...envelope, data }));
  const [last] = payloads.slice(-1);
  const found = payloads.find(fits) ?? last;
  if (found === undefined) throw new Error('expected at least one form of a payload');
  return found;
}

function fits(payload: Payload): boolean {
  return Buffer.byteLength(JSON.stringify(payload)) < largestPayload;
}
