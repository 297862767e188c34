/**
 * The sources we follow. Other ministries' feeds are signals for officers unless the operator says that a source
 * may publish by itself; prose is always reviewed. SOURCES_FILE changes these, and adds others, without touching this file.
 */
export const sources = {
  'au-smartraveller': {
    kind: 'polled',
    mode: 'signal',
    everySeconds: 3600,
    url: 'https://www.smartraveller.gov.au/destinations-export',
    licence: 'CC-BY',
    robots: true,
    // The export is documented nowhere, and its host turns plain clients away.
    off: true,
  },
  'ca-gac': {
    kind: 'polled',
    mode: 'signal',
    everySeconds: 1800,
    url: 'https://data.international.gc.ca/travel-voyage/index-alpha-eng.json',
    licence: 'OGL-Canada-2.0',
  },
  'de-aa': {
    kind: 'polled',
    mode: 'signal',
    everySeconds: 1800,
    url: 'https://www.auswaertiges-amt.de/opendata/travelwarning',
    licence: 'Auswärtiges Amt OpenData',
  },
  gdacs: {
    kind: 'polled',
    mode: 'signal',
    everySeconds: 600,
    url: 'https://www.gdacs.org/xml/rss.xml',
    licence: 'GDACS; source acknowledged',
  },
  'in-imd': {
    kind: 'polled',
    mode: 'signal',
    format: 'cap',
    everySeconds: 600,
    url: 'https://cap-sources.s3.amazonaws.com/in-imd-en/rss.xml',
    options: { country: 'IN', language: 'en' },
    licence: 'India Meteorological Department; source acknowledged',
    // Hazards inside India: of use to visitors and to other states' embassies there.
    off: true,
  },
  'in-mea': {
    kind: 'pushed',
    mode: 'review',
    licence: 'Government of India; facts quoted with their source',
  },
  'jp-mofa': {
    kind: 'polled',
    mode: 'signal',
    everySeconds: 600,
    url: 'https://www.ezairyu.mofa.go.jp/opendata/area/newarrivalL.xml',
    licence: 'Public Data License 1.0 (Japan)',
  },
  'meteoalarm-de': {
    kind: 'polled',
    mode: 'signal',
    format: 'meteoalarm',
    everySeconds: 600,
    url: 'https://feeds.meteoalarm.org/api/v1/warnings/feeds-germany',
    licence: 'EUMETNET Meteoalarm terms; source named',
    off: true,
  },
  reliefweb: {
    kind: 'polled',
    mode: 'signal',
    everySeconds: 3600,
    url: 'https://api.reliefweb.int/v2/reports',
    licence: 'ReliefWeb terms; each report its own',
    // Wants `options.appname`, which ReliefWeb registers.
    off: true,
  },
  'uk-fcdo': {
    kind: 'polled',
    mode: 'signal',
    everySeconds: 900,
    url: 'https://www.gov.uk/api/content/foreign-travel-advice',
    licence: 'OGL-UK-3.0',
  },
  'us-embassy-ml': {
    kind: 'polled',
    mode: 'review',
    format: 'wordpress',
    everySeconds: 1800,
    url: 'https://ml.usembassy.gov/category/alert/feed/',
    options: { country: 'ML' },
    licence: 'US public domain',
    off: true,
  },
  'us-nws': {
    kind: 'polled',
    mode: 'signal',
    format: 'nws',
    everySeconds: 300,
    url: 'https://api.weather.gov/alerts/active',
    licence: 'US public domain',
    off: true,
  },
  'us-state': {
    kind: 'polled',
    mode: 'signal',
    everySeconds: 1800,
    url: 'https://cadataapi.state.gov/api/TravelAdvisories',
    licence: 'US public domain',
  },
  usgs: {
    kind: 'polled',
    mode: 'signal',
    everySeconds: 300,
    url: 'https://earthquake.usgs.gov/earthquakes/feed/v1.0/summary/significant_day.geojson',
    licence: 'US public domain',
    off: true,
  },
} as const satisfies Record<string, SourceConfig>;

export type SourceConfig = PushedConfig | PolledConfig;

interface PushedConfig {
  readonly kind: 'pushed';
  /** Prose has no levels and no list of places: it never goes out by itself. */
  readonly mode: Exclude<SourceMode, 'publish'>;
  readonly licence: string;
}

export interface PolledConfig {
  readonly kind: 'polled';
  readonly mode: SourceMode;
  /** One of src/sources/formats.ts; the id of the source unless said. */
  readonly format?: string;
  readonly everySeconds: number;
  readonly url: string;
  /** What the format wants to know beside the address. */
  readonly options?: unknown;
  readonly licence: string;
  /** Not followed until an operator says so; shown among the sources. */
  readonly off?: boolean;
  /** How long what it says stands before an officer is reminded of it. */
  readonly reviewAfterDays?: number;
  /** A source that changed nothing for so long may be broken: officers are told. `sourceSilentDays` of config/policy.ts unless said. */
  readonly silentAfterDays?: number;
  /** For what is no documented API or feed: ask the host's robots.txt first. */
  readonly robots?: boolean;
  /** Between two requests to its host, where the publisher asks for more than config/manners.ts has. */
  readonly pauseMs?: number;
}

export type SourceMode = 'publish' | 'review' | 'signal';
