import type { Lookback } from '#src/subscription/lookback.ts';

import type { Tongue } from './tongue.ts';

/** "In the last 12 months you would have had …", in sentences. */
export function lookbackView(
  { mails, digests, trip }: Lookback,
  tongue: Tongue,
): readonly string[] {
  const { t, fill } = tongue;
  const { would, wouldDigests, trip: onTrip } = t.pages.lookback;
  const said = { mails: tongue.mails(mails), digests: tongue.digests(digests) };
  const year = digests === 0 ? fill(would, { mails: said.mails }) : fill(wouldDigests, said);
  if (trip === undefined) return [year];
  return [year, fill(onTrip, { mails: tongue.mails(trip.most) })];
}
