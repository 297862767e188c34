import { z } from 'zod';

import { optionsIn } from '#src/sources/options-in.ts';
import type {
  Doubt,
  Entry,
  Publisher,
  PublisherSettings,
  Reading,
  SourceDocument,
} from '#src/sources/publisher.ts';
import { unreadable } from '#src/sources/refusal.ts';

import { bySeverity, entryFor, levelOf, shown, stampOfAll, timeOf } from './entries.ts';
import { itemsIn } from './items.ts';
import { placed } from './places.ts';
import { readHeading } from './title.ts';

const optionsSchema = z.strictObject({
  rss: z
    .url('expected the address of the RSS')
    .default('https://travel.state.gov/_res/rss/TAsTWs.xml'),
});

/**
 * The US State Department: the same list as JSON and as RSS, each whole, unordered and without history. The two are made by
 * different machines and sometimes say different things; an officer is told where they do.
 */
export function createUsState({ sourceId, url, options }: PublisherSettings): Publisher {
  const { rss } = optionsIn(optionsSchema, options, sourceId);
  return {
    documents: [
      { name: 'json', url, accept: 'application/json' },
      { name: 'rss', url: rss, accept: 'application/rss+xml, application/xml' },
    ],
    read: readList,
    merge,
  };
}

function readList(document: SourceDocument): Reading {
  const headed = itemsIn(document).map((item) => ({
    item,
    heading: readHeading(item.title, item.levels),
  }));
  const named = headed.filter(({ heading }) => heading.name !== '');
  // To whom it does not know, the publisher gives an empty list.
  if (named.length === 0) throw unreadable('expected titles that name countries, got none');
  const byKey = Map.groupBy(placed(named), ({ key }) => key);
  return {
    entries: [...byKey].map(([key, said]) => entryFor(key, said)),
    isComplete: true,
    follow: [],
    unreadable: headed
      .filter(({ heading }) => heading.name === '')
      .map(() => ({ key: undefined, reason: 'expected a title that names a country, got none' })),
  };
}

function merge(readings: readonly Reading[]): Reading {
  const byKey = Map.groupBy(
    readings.flatMap(({ entries }) => entries),
    ({ key }) => key,
  );
  return {
    entries: [...byKey.values()].flatMap(merged),
    isComplete: readings.every(({ isComplete }) => isComplete),
    follow: readings.flatMap(({ follow }) => follow),
    unreadable: readings.flatMap((reading) => reading.unreadable),
  };
}

const dayMs = 86_400_000;

/** The newer word; of two of one day the more severe. */
function merged(entries: readonly Entry[]): readonly Entry[] {
  const [best] = entries.toSorted((a, b) =>
    Math.abs(timeOf(a) - timeOf(b)) < dayMs ? bySeverity(a, b) : timeOf(b) - timeOf(a),
  );
  if (best === undefined || entries.length === 1) return entries;
  const doubts = [...(best.doubts ?? []), ...disagreement(entries)];
  return [{ ...best, stamp: stampOfAll(entries), doubts }];
}

function disagreement(entries: readonly Entry[]): readonly Doubt[] {
  const levels = new Set(entries.map(levelOf));
  const times = entries.flatMap(({ changedAt }) => changedAt?.getTime() ?? []);
  const isApart = Math.max(...times) - Math.min(...times) >= dayMs;
  if (levels.size === 1 && !isApart) return [];
  const days = times.map((time) => new Date(time).toISOString().slice(0, 10));
  const said = [
    ...(levels.size > 1 ? [`levels ${[...levels].map(shown).join(' and ')}`] : []),
    ...(isApart ? [`dates ${days.join(' and ')}`] : []),
  ];
  return [
    {
      rule: 'documents-disagree',
      wording: `The publisher's documents say ${said.join(' and ')}; the newer is shown.`,
    },
  ];
}
