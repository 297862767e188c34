import { stateOf } from '#src/advisory/revision.ts';
import type { Revision } from '#src/advisory/revision.ts';

import { advisoryView } from './advisory-view.ts';
import { comparisonOf } from './comparison.ts';
import { countryLinks, stateView } from './entry-view.ts';
import { historyView } from './history.ts';
import type { House } from './house.ts';
import type { PageData } from './page-data.ts';
import { inLanguage, paths } from './paths.ts';
import type { Tongue } from './tongue.ts';

/** One message of an advisory with all that was said before and after it. */
export function advisoryPage(house: House, tongue: Tongue, data: PageData['advisory']) {
  const { advisory, number, missions, at } = data;
  const revision = advisory.revisions.find((one) => one.number === number);
  if (revision === undefined) throw new Error(`expected a message ${number} of this advisory`);
  const newest = Math.max(...advisory.revisions.map((one) => one.number));
  const before = advisory.revisions.find((one) => one.number === number - 1);
  const view = advisoryView(house, { revision, missions, tongue });
  return {
    title: view.subject,
    advisory: view,
    state: stateView(stateOf(revision, newest, at), tongue),
    latestPath:
      number === newest ? undefined : inLanguage(paths.advisory(advisory.id), tongue.language),
    overdue: number === newest ? overdueOf(revision, at, tongue) : undefined,
    capPath: paths.cap(advisory.id, number),
    countries: countryLinks(revision, tongue),
    comparison:
      before === undefined ? undefined : comparisonOf(house, { before, after: revision }, tongue),
    history: historyView(data, tongue),
  };
}

function overdueOf(revision: Revision, at: Date, tongue: Tongue): string | undefined {
  const { reviewBy, timeZone } = revision.content;
  if (reviewBy === undefined || new Date(reviewBy) > at) return undefined;
  if (stateOf(revision, revision.number, at) === 'ended') return undefined;
  const [when = ''] = tongue.instant(new Date(reviewBy), [timeZone]);
  return tongue.fill(tongue.t.pages.advisory.overdue, { when });
}
