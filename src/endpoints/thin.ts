import { isRevisionType } from './event-type.ts';
import type { Payload } from './payload.ts';

/** What is a reference to a revision and no more. */
const referenceKeys = [
  'advisory',
  'revision',
  'replaces',
  'change',
  'lane',
  'status',
  'kind',
  'countries',
  'level',
  'language',
  'headline',
  'publishedAt',
  'url',
  'api',
  'acknowledge',
] as const;

/**
 * For who will not have words pass through other hands, or always fetches what holds now. The headline stays: it is public
 * by then, and without it a duty officer’s screen would show a number. What is approved is not public: none of its words stay.
 */
export function thinOf(payload: Payload): Payload {
  const { type, data } = payload;
  if (isRevisionType(type)) {
    const reference = Object.fromEntries(referenceKeys.map((key) => [key, data[key]]));
    return { ...payload, data: { ...reference, thin: true } };
  }
  if (type !== 'advisory.approved') return payload;
  const { words: _words, shortened: _shortened, ...rest } = data;
  return { ...payload, data: { ...rest, thin: true } };
}
