import type { App } from '#src/app.ts';
import { createDigestLedger } from '#src/store/digest-runs.ts';

interface Run {
  readonly zone: string;
  /** The day that stands in its subject. */
  readonly day: string;
}

/** Begins the digest of all daily readers of a zone, as a worker does in their morning. Gives its publication. */
export async function beginDigest(
  { wake, ...parts }: Pick<App, 'db' | 'keyring' | 'wake'>,
  { zone, day }: Run,
): Promise<number> {
  const morning = { rhythm: 'day', at: new Date(), day, zones: [zone] } as const;
  const publicationId = await createDigestLedger(parts).begin(morning);
  if (publicationId === undefined) throw new Error('expected a digest, nobody was to have one');
  await wake('publications', { publicationId });
  return publicationId;
}

/** A zone in which it is one o'clock now: no morning of its own comes for hours. */
export function zoneInTheAfternoon(now: Date): string {
  const east = 13 - now.getUTCHours(); // so many hours ahead of UTC it is one o'clock now
  if (east === 0) return 'UTC';
  return east > 0 ? `Etc/GMT-${east}` : `Etc/GMT+${-east}`;
}
