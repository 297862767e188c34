import { policy } from '#config/policy.ts';

import type { House } from './house.ts';
import type { PageData } from './page-data.ts';
import { inLanguage } from './paths.ts';
import type { Tongue } from './tongue.ts';
import { tripOver, wishView } from './wish-view.ts';

/** Everything that a citizen can do with a mailed link, on one page. */
export function managePage(house: House, tongue: Tongue, data: PageData['manage']) {
  const { manage } = tongue.t.pages;
  const path = (to: string) => inLanguage(to, tongue.language);
  return {
    title: manage.title,
    done: data.done === undefined ? undefined : manage[data.done],
    items: data.items.map((item, index) => ({
      heading: tongue.fill(manage.item, { number: index + 1 }),
      wish: wishView(house, item.subscription.wish, tongue),
      since: tongue.day(item.subscription.since.toISOString()),
      over: tripOver(item.subscription.wish, data.at, tongue) ?? false,
      editPath: path(item.editPath),
      endPath: path(item.endPath),
      shared: sharedView(item, tongue),
    })),
    whyPath: path(data.doors.why),
    exportPath: path(data.doors.export),
    endAllPath: path(data.doors.endAll),
    erasePath: path(data.doors.erase),
    suppressionPath: path(data.doors.suppression),
    expires: tongue.fill(tongue.t.own.overview.expires, { minutes: policy.manageLinkMinutes }),
  };
}

type Item = PageData['manage']['items'][number];

function sharedView({ shared }: Item, tongue: Tongue) {
  if (shared === undefined) return undefined;
  const { path, count, confirmed } = shared;
  const { companions } = tongue.t.own;
  return {
    path: inLanguage(path, tongue.language),
    count: count === 0 ? undefined : tongue.fill(companions.count, { count, confirmed }),
  };
}
