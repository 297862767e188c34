import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { createFeed } from '#src/sources/feed/publisher.ts';
import { createMeteoalarm } from '#src/sources/meteoalarm/meteoalarm.ts';
import { createNws } from '#src/sources/nws/nws.ts';
import { createReliefWeb } from '#src/sources/reliefweb.ts';
import { createWordPress } from '#src/sources/wordpress.ts';
import { publisherContract } from '#tests/support/publisher-contract.ts';

publisherContract('xx-feed', {
  create: createFeed,
  url: 'https://ministry.example/feed',
  options: {
    kind: 'travel-advice',
    country: { from: 'category', scheme: 'country', names: 'iso2' },
    level: {
      from: 'extension',
      name: 'ta:level',
      values: { '5/5': 4, '4/5': 3, '3/5': 2, '2/5': 1 },
    },
  },
  contentType: 'application/rss+xml',
  fixture: fixture('xx-feed.rss'),
  size: 2,
});

publisherContract('embassy-alerts', {
  create: createWordPress,
  url: 'https://ml.embassy.example/category/alert/feed/',
  options: { country: 'ML' },
  contentType: 'application/rss+xml',
  fixture: fixture('embassy-alerts.rss'),
  size: 2,
});

publisherContract('meteoalarm', {
  create: createMeteoalarm,
  url: 'https://feeds.meteo.example/warnings/norway',
  contentType: 'application/json',
  fixture: fixture('meteoalarm.json'),
  size: 2,
});

const nws = { create: createNws, url: 'https://api.weather.example/alerts/active', size: 1 };

publisherContract('nws in GeoJSON', {
  ...nws,
  contentType: 'application/geo+json',
  fixture: fixture('nws.geojson'),
});

publisherContract('nws in Atom', {
  ...nws,
  contentType: 'application/atom+xml',
  fixture: fixture('nws.atom'),
});

publisherContract('reliefweb', {
  create: createReliefWeb,
  url: 'https://api.relief.example/v2/reports',
  options: { appname: 'mfa-example-alerts-x7' },
  contentType: 'application/json',
  fixture: fixture('reliefweb.json'),
  size: 2,
});

function fixture(name: string): Buffer {
  return readFileSync(join(import.meta.dirname, 'fixtures', name));
}
