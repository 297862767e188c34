import type { Revision } from '#src/advisory/revision.ts';

import type { House } from './house.ts';
import type { Tongue } from './tongue.ts';

/** What stands above what happened: of an ending that only says it again, when it had been said. */
export function happenedLabel(
  { issuer }: Pick<House, 'issuer'>,
  { saidBefore }: Revision,
  tongue: Tongue,
): string {
  const at = saidBefore?.whatHappened;
  return at === undefined ? tongue.t.message.whatHappened : hadSaid(at, issuer.timeZone, tongue);
}

/** A headline of its words, led by when it had been said where an ending only says it again. */
export function headlineBy(
  { issuer }: Pick<House, 'issuer'>,
  { revision, headline }: { readonly revision: Revision; readonly headline: string },
  tongue: Tongue,
): string {
  const at = revision.saidBefore?.headline;
  return at === undefined ? headline : tongue.pair(hadSaid(at, issuer.timeZone, tongue), headline);
}

function hadSaid(at: Date, issuerZone: string, tongue: Tongue): string {
  return tongue.fill(tongue.t.message.hadSaid, { date: tongue.dayOf(at, issuerZone) });
}
