import type { Figures } from './figures.ts';
import type { Question } from './question.ts';

type SourceFigures = Awaited<ReturnType<Figures['sources']>>[number];

/** How each source is heard. */
export function questionsOfSources({ sources }: Pick<Figures, 'sources'>): readonly Question[] {
  const about = (
    name: string,
    help: string,
    value: (source: SourceFigures) => number | undefined,
  ): Question => ({
    name: `source_${name}`,
    help,
    labels: ['source'],
    ask: async () =>
      (await sources())
        .filter(({ state }) => state === 'healthy' || state === 'unhealthy')
        .map((source) => ({ labels: { source: source.id }, value: value(source) })),
  });
  return [
    about('unhealthy', '1 for a source that is not heard, or not all of it', ({ state }) =>
      state === 'unhealthy' ? 1 : 0,
    ),
    about(
      'last_success_timestamp_seconds',
      'When a source was last read without an error',
      ({ lastSuccessAt }) => secondsOf(lastSuccessAt),
    ),
    about(
      'last_change_timestamp_seconds',
      'When a source last said something new',
      ({ lastChangeAt }) => secondsOf(lastChangeAt),
    ),
    about('failures', 'Polls of a source that failed in a row', ({ failures }) => failures),
    about('latency_seconds', 'The slowest answer of the last successful poll', ({ latencyMs }) =>
      latencyMs === undefined ? undefined : latencyMs / 1000,
    ),
    about('bytes', 'What a source sent when it last sent anything', ({ bytes }) => bytes),
    about('entries', 'What a source listed when it last gave a list', ({ entries }) => entries),
  ];
}

function secondsOf(at: Date | undefined): number | undefined {
  return at === undefined ? undefined : at.getTime() / 1000;
}
