import { questionsOfAnswers } from './answer-gauges.ts';
import type { Figures } from './figures.ts';
import type { Question } from './question.ts';
import { questionsOfSources } from './source-gauges.ts';

export function questionsOf(figures: Figures): readonly Question[] {
  return [
    ...questionsOfDeliveries(figures),
    ...questionsOfLateness(figures),
    ...questionsOfTrouble(figures),
    ...questionsOfAnswers(figures),
    ...questionsOfSources(figures),
    ...questionsOfQueues(figures),
    ...questionsOfCitizens(figures),
  ];
}

function questionsOfDeliveries({ publications, deliveries, due }: Figures): readonly Question[] {
  return [
    {
      name: 'publications',
      help: 'Publications by state',
      labels: ['state'],
      ask: async () =>
        (await publications()).map(({ state, count }) => ({ labels: { state }, value: count })),
    },
    {
      name: 'deliveries',
      help: 'Deliveries by channel and outcome',
      labels: ['channel', 'outcome'],
      ask: async () =>
        (await deliveries()).map(({ channel, outcome, count }) => ({
          labels: { channel, outcome },
          value: count,
        })),
    },
    {
      name: 'deliveries_due',
      help: 'Deliveries that could leave now and have not',
      labels: ['channel'],
      ask: async () =>
        (await due()).map(({ channel, count }) => ({ labels: { channel }, value: count })),
    },
    {
      name: 'deliveries_oldest_due_seconds',
      help: 'How long the oldest delivery that is due has waited',
      labels: ['channel'],
      ask: async () =>
        (await due()).map(({ channel, oldestSeconds }) => ({
          labels: { channel },
          value: oldestSeconds,
        })),
    },
  ];
}

/** Every gauge has a label: one without would say 0 when its question was not answered. */
function questionsOfLateness({
  overdue,
  unbegun,
  dueReviews,
  waiting,
}: Figures): readonly Question[] {
  return [
    {
      name: 'publications_overdue',
      help: 'Publications past their time that citizens are still owed',
      labels: ['lane'],
      ask: async () =>
        (await overdue()).map(({ lane, count }) => ({ labels: { lane }, value: count })),
    },
    {
      name: 'publications_overdue_seconds',
      help: 'How far the latest of them is past its time',
      labels: ['lane'],
      ask: async () =>
        (await overdue()).map(({ lane, latestSeconds }) => ({
          labels: { lane },
          value: latestSeconds,
        })),
    },
    {
      name: 'digests_not_begun',
      help: 'Digests whose morning came and that no worker has begun',
      labels: ['rhythm'],
      ask: async () =>
        (await unbegun()).map(({ rhythm, count }) => ({ labels: { rhythm }, value: count })),
    },
    {
      name: 'reviews_due',
      help: 'Advisories in force that an officer was to look at again by now',
      labels: ['lane'],
      ask: async () =>
        (await dueReviews()).map(({ lane, count }) => ({ labels: { lane }, value: count })),
    },
    {
      name: 'waiting_for_officers',
      help: 'Emergencies that nobody has judged, drafts that did not go out at their time, lone releases that nobody has reviewed, storms, urgent drafts of sources',
      labels: ['kind'],
      ask: async () =>
        (await waiting()).map(({ kind, count }) => ({ labels: { kind }, value: count })),
    },
  ];
}

function questionsOfTrouble({
  quiet,
  unreadableFilters,
  invariants,
  canaries,
}: Figures): readonly Question[] {
  return [
    {
      name: 'queue_quiet',
      help: '1 for each queue in which nothing moves although work is due',
      labels: ['queue'],
      ask: async () => (await quiet()).map((queue) => ({ labels: { queue }, value: 1 })),
    },
    {
      name: 'endpoint_filter_unreadable',
      help: 'How many parts of an endpoint’s filter cannot be read, and let everything through',
      labels: ['endpoint'],
      ask: async () =>
        (await unreadableFilters()).map(({ endpoint, parts }) => ({
          labels: { endpoint },
          value: parts,
        })),
    },
    {
      name: 'canary_misses',
      help: 'Canaries in a row that did not arrive',
      labels: ['channel'],
      ask: async () =>
        (await canaries()).map(({ channel, misses }) => ({ labels: { channel }, value: misses })),
    },
    {
      name: 'invariant_faults',
      help: 'What is wrong with publications as they were last held against their audience',
      labels: ['kind'],
      ask: async () =>
        Object.entries((await invariants()).faults).map(([kind, value]) => ({
          labels: { kind },
          value,
        })),
    },
    {
      name: 'publications_closed',
      help: 'Closed publications that are not proved to have told everybody eligible once',
      labels: ['proved'],
      ask: async () => [{ labels: { proved: 'no' }, value: (await invariants()).unproved }],
    },
  ];
}

function questionsOfQueues({ queues }: Figures): readonly Question[] {
  return [
    {
      name: 'queue_waiting',
      help: 'Jobs waiting and active',
      labels: ['queue'],
      ask: async () =>
        (await queues()).map(({ queue, waiting }) => ({ labels: { queue }, value: waiting })),
    },
  ];
}

function questionsOfCitizens({ requests, widening, forgotten }: Figures): readonly Question[] {
  return [
    {
      name: 'mail_requests',
      help: 'Requests for a confirmation or a manage link since this process began: at once, queued for their turn, like a machine, let go',
      labels: ['outcome'],
      ask: async () =>
        (await requests()).map(({ outcome, count }) => ({ labels: { outcome }, value: count })),
    },
    {
      name: 'limits_widened',
      help: 'How many times wider the limits are than usual: 1 but in a crisis',
      labels: ['by'],
      ask: async () => [{ labels: { by: 'crisis-switch' }, value: await widening() }],
    },
    {
      name: 'forgotten',
      help: 'Rows about people that were deleted when asked or in their time, by rule',
      labels: ['rule'],
      ask: async () =>
        (await forgotten()).map(({ rule, count }) => ({ labels: { rule }, value: count })),
    },
  ];
}
