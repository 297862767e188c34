/**
 * The sources we follow. Other ministries' feeds are signals for officers unless the operator says that a source
 * may publish by itself; prose is always reviewed.
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

export type SourceConfig =
  | { readonly kind: 'pushed'; readonly mode: SourceMode; readonly licence: string }
  | {
      readonly kind: 'polled';
      readonly mode: SourceMode;
      readonly everySeconds: number;
      readonly url: string;
      readonly licence: string;
    };

export type SourceMode = 'publish' | 'review' | 'signal';
