import type { DeliveryTrace, Tally } from '#src/store/tracing.ts';

import { table, timeOf } from './command-line.ts';

export function traceText(trace: DeliveryTrace, messageId: string | undefined): string {
  const purpose = trace.purpose === '' ? '' : `/${trace.purpose}`;
  const name = `${trace.publicationId}/${trace.channel}/${trace.recipientId}${purpose}`;
  const facts = factsOf(trace, messageId).filter(([, text]) => text !== undefined);
  const rows = facts.map(([label, text = '']) => [label, text]);
  return `Delivery ${name}\n\n${indented(table(rows))}\n\n${indented(table(lifeOf(trace)))}`;
}

type Fact = readonly [label: string, text: string | undefined];

function factsOf(trace: DeliveryTrace, messageId: string | undefined): readonly Fact[] {
  const { threadPublicationId: thread, leasedUntil } = trace;
  return [
    ['publication', publicationOf(trace)],
    ['state', stateOf(trace)],
    ['language', trace.language === '' ? undefined : trace.language],
    ['told because', trace.followUp ? 'an earlier revision told this recipient' : undefined],
    ['answers', thread === undefined ? undefined : `publication ${thread}`],
    ['attempts', `${trace.attempts} (fence ${trace.fence})`],
    ['due', trace.state === 'pending' ? timeOf(trace.dueAt) : undefined],
    ['leased until', leasedUntil === undefined ? undefined : timeOf(leasedUntil)],
    ['message-id', messageId],
  ];
}

function lifeOf({ kind, publishedAt, tried, settledAt, state, reason = '' }: DeliveryTrace) {
  return [
    // The notices' publication is as old as the database: its moment says nothing of this one.
    ...(kind === 'notices' ? [] : [[timeOf(publishedAt), 'published', '']]),
    ...tried.map((attempt) => [timeOf(attempt.at), attempt.outcome, attempt.reason]),
    ...(settledAt === undefined ? [] : [[timeOf(settledAt), `settled as ${state}`, reason]]),
  ];
}

function publicationOf({
  kind,
  advisoryId,
  revision,
  lane,
  publicationState,
}: DeliveryTrace): string {
  if (kind === 'notices') return 'notices to single people';
  if (kind === 'digest') return `a digest, lane ${lane}, ${publicationState}`;
  return `${advisoryId} revision ${revision}, lane ${lane}, ${publicationState}`;
}

function stateOf({ state, reason, possiblySent }: DeliveryTrace): string {
  const why = reason === undefined ? '' : `: ${reason}`;
  return `${state}${why}${possiblySent && state !== 'sent' ? ' (may have arrived)' : ''}`;
}

export function tallyText(advisoryId: string, tallies: readonly Tally[]): string {
  const publications = Map.groupBy(tallies, headOf);
  const parts = [...publications].map(
    ([head, rows]) => `${head}\n${indented(table(rows.map(lineOf)))}`,
  );
  return `Advisory ${advisoryId}\n\n${parts.join('\n\n')}`;
}

function headOf(tally: Tally): string {
  const { publicationId, revision, lane, publicationState, publishedAt } = tally;
  return `Publication ${publicationId}: revision ${revision}, lane ${lane}, ${publicationState}, published ${timeOf(publishedAt)}`;
}

function lineOf({ channel, state = '', reason, deliveries, attempts }: Tally): readonly string[] {
  if (channel === undefined) return ['nobody had to be told', '', '', ''];
  const outcome = reason === undefined ? state : `${state}: ${reason}`;
  return [channel, outcome, String(deliveries), `${attempts} tried`];
}

function indented(text: string): string {
  return text.replaceAll(/^/gm, '  ');
}
