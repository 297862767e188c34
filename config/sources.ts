/**
 * The sources we follow. Other ministries' feeds are signals for officers unless the operator says that a source
 * may publish by itself; prose is always reviewed. SOURCES_FILE changes these, and adds others, without touching this file.
 */
export const sources = {
  'in-mea': {
    kind: 'pushed',
    mode: 'review',
    licence: 'Government of India; facts quoted with their source',
  },
  'uk-fcdo': {
    kind: 'polled',
    mode: 'signal',
    everySeconds: 900,
    url: 'https://www.gov.uk/api/content/foreign-travel-advice',
    licence: 'OGL-UK-3.0',
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
  /** A source that changed nothing for so long may be broken: officers are told. */
  readonly silentAfterDays?: number;
  /** For what is no documented API or feed: ask the host's robots.txt first. */
  readonly robots?: boolean;
  /** Between two requests to its host, where the publisher asks for more than config/manners.ts has. */
  readonly pauseMs?: number;
}

export type SourceMode = 'publish' | 'review' | 'signal';
