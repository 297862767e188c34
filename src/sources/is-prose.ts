import type { SourceConfig } from '#config/sources.ts';

/** What these publish is written for readers: no level, no list of places. */
const proseFormats: readonly string[] = ['reliefweb', 'wordpress'];

/** Prose never goes out by itself. A feed of which no field says a level is prose, too: nothing in it says how grave it is. */
export function isProse(id: string, source: SourceConfig): boolean {
  if (source.kind === 'pushed') return true;
  const { format = id, options } = source;
  return proseFormats.includes(format) || (format === 'feed' && !saysLevel(options));
}

function saysLevel(options: unknown): boolean {
  return (
    typeof options === 'object' &&
    options !== null &&
    'level' in options &&
    options.level !== undefined
  );
}
