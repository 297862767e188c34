/** What endpoints are told of. Each has a JSON Schema and an example at /schemas/events/TYPE. */
export const eventTypes = [
  'advisory.approved',
  'advisory.published',
  'advisory.updated',
  'advisory.corrected',
  'advisory.cancelled',
  'advisory.all_clear',
  'publication.progress',
  'endpoint.disabled',
  'test.ping',
] as const;
export type EventType = (typeof eventTypes)[number];

/** Types that say that a revision has gone out. */
export const revisionTypes = [
  'advisory.published',
  'advisory.updated',
  'advisory.corrected',
  'advisory.cancelled',
  'advisory.all_clear',
] as const satisfies readonly EventType[];
export type RevisionType = (typeof revisionTypes)[number];

export function isRevisionType(type: string): type is RevisionType {
  return revisionTypes.some((one) => one === type);
}

/** What can be said in CAP: alerts, and a test. An endpoint of that format is told of nothing else. */
export const capTypes: readonly EventType[] = [...revisionTypes, 'test.ping'];

export function isSaidIn(format: 'json' | 'cap', type: EventType): boolean {
  return format === 'json' || capTypes.includes(type);
}

/** What an endpoint is told that did not say which. How far a publication came is only for who asked. */
export const typesByDefault: readonly EventType[] = eventTypes.filter(
  (type) => type !== 'publication.progress',
);
