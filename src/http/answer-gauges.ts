import type { Figures } from './figures.ts';

/** What came back by mail, as `gauges.ts` asks for the rest. */
export function questionsOfAnswers({
  received,
  backlogs,
  suppressed,
}: Pick<Figures, 'received' | 'backlogs' | 'suppressed'>) {
  return [
    {
      name: 'received',
      help: 'Messages that came back, by the address of ours and by what they were',
      labels: ['came_to', 'verdict'],
      ask: async () =>
        (await received()).map(({ cameTo, verdict, count }) => ({
          labels: { came_to: cameTo, verdict },
          value: count,
        })),
    },
    {
      name: 'received_waiting',
      help: 'What came back and was not judged, what people wrote and was not forwarded, domains that refuse our mail, reports of forged mail',
      labels: ['kind'],
      ask: async () =>
        (await backlogs()).map(({ kind, count }) => ({ labels: { kind }, value: count })),
    },
    {
      name: 'suppressed',
      help: 'Addresses that are not mailed, by why',
      labels: ['kind'],
      ask: async () =>
        (await suppressed()).map(({ kind, count }) => ({ labels: { kind }, value: count })),
    },
  ];
}
