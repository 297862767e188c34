import { table, timeOf } from '#src/commands/command-line.ts';

import { requiredOption, wordOf } from './command.ts';
import type { Answer, Call, Command } from './command.ts';
import { changeInWords, describeDecision } from './describe-decision.ts';
import {
  decisionLinesSchema,
  decisionSchema,
  stormSchema,
  stormsSchema,
  stormWithEntriesSchema,
} from './held-shapes.ts';
import type { ShownDecisionLine, ShownStorm, ShownStormWithEntries } from './held-shapes.ts';

const reason = { value: 'TEXT', says: 'why; stands in the audit log', required: true };

export const heldCommands: readonly Command[] = [
  {
    name: 'held',
    takes: [],
    does: 'show what came of sources and waits for an officer, and why: storms first, then drafts',
    options: {
      source: { value: 'ID', says: 'only of this source' },
      country: { value: 'CODE', says: 'only drafts about this country, as in ML' },
    },
    run: held,
  },
  {
    name: 'decision',
    takes: ['ID'],
    does: 'show one decision on what a source said, with the words that changed',
    options: {},
    async run(call) {
      const path = `/decisions/${encodeURIComponent(wordOf(call, 0))}`;
      const json = await call.client.get(path, call.signal);
      const decision = decisionSchema.parse(json);
      return { json, text: describeDecision(decision, call.screen.isTerminal) };
    },
  },
  {
    name: 'storm',
    takes: ['ID'],
    does: 'show what changed at once in a source and is held as one item',
    options: {},
    async run(call) {
      const json = await call.client.get(pathOf(call), call.signal);
      return { json, text: describeStorm(stormWithEntriesSchema.parse(json)) };
    },
  },
  {
    name: 'storm-release',
    takes: ['ID'],
    does: 'have what a storm holds judged one by one: what may go out does',
    options: {
      reason,
      keys: { value: 'KEY,KEY', says: 'only these of its entries, as storm shows them' },
    },
    async run(call) {
      const keys = call.option('keys')?.split(',');
      const body = {
        reason: requiredOption(call, 'reason'),
        ...(keys === undefined ? {} : { keys }),
      };
      const json = await call.client.post(`${pathOf(call)}/release`, body, call.signal);
      const storm = stormSchema.parse(json);
      const text = `${keys?.length ?? 'All'} of storm ${storm.id} are judged one by one within moments; ${storm.held} are still held. npm run advisory -- storm ${storm.id} says what became of each.`;
      return { json, text };
    },
  },
  {
    name: 'storm-dismiss',
    takes: ['ID'],
    does: 'close a storm: nothing of it goes out, and what the source said counts as seen',
    options: { reason },
    async run(call) {
      const body = { reason: requiredOption(call, 'reason') };
      const json = await call.client.post(`${pathOf(call)}/dismiss`, body, call.signal);
      const { id } = stormSchema.parse(json);
      return { json, text: `Storm ${id} is dismissed: nothing of it goes out.` };
    },
  },
];

/** The sentence on the decision that made a draft; none for a draft that an officer made. */
export async function wordingOf(call: Call, draftId: string): Promise<readonly string[]> {
  const path = `/decisions?draft=${encodeURIComponent(draftId)}&limit=1`;
  const { decisions } = decisionLinesSchema.parse(await call.client.get(path, call.signal));
  return decisions
    .filter(({ wording }) => wording !== '')
    .map(({ id, wording }) => `! ${wording} (decision ${id})`);
}

async function held(call: Call): Promise<Answer> {
  const { client, option, signal } = call;
  const query = new URLSearchParams({ outcome: 'review', open: 'true', limit: '500' });
  for (const name of ['source', 'country']) {
    const value = option(name);
    if (value !== undefined) query.set(name, value);
  }
  const found = stormsSchema.parse(await client.get('/storms?limit=500', signal)).storms;
  const storms = found.filter(({ sourceId }) => sourceId === (option('source') ?? sourceId));
  const decided = await client.get(`/decisions?${query.toString()}`, signal);
  const { decisions } = decisionLinesSchema.parse(decided);
  const rows = [...storms.map(stormRow), ...decisions.map(decisionRow)];
  const text =
    rows.length === 0 ? 'Nothing that came of a source waits for an officer.' : table(rows);
  return { json: { storms, decisions }, text };
}

function stormRow({ id, sourceId, openedAt, ...storm }: ShownStorm): readonly string[] {
  const says = `${storm.changedInPoll} of ${storm.countriesOfSource} entries changed at once; ${storm.held} are held.`;
  return [`storm ${id}`, sourceId, timeOf(openedAt), '-', 'storm', says];
}

function decisionRow({ sourceId, heardAt, ...decision }: ShownDecisionLine): readonly string[] {
  const { draftId = '-', countries, rule, wording, headline = '' } = decision;
  const says = `${wording === '' ? headline : wording} (decision ${decision.id})`;
  return [draftId, sourceId, timeOf(heardAt), countries.slice(0, 5).join(' ') || '-', rule, says];
}

function describeStorm(storm: ShownStormWithEntries): string {
  const { id, sourceId, state, closed, changes } = storm;
  const kinds = Object.entries(changes).map(([kind, count]) => `${kind} ${count}`);
  const lines = [
    `Storm ${id} of ${sourceId}, ${timeOf(storm.openedAt)}: ${storm.changedInPoll} of ${storm.countriesOfSource} entries changed at once (${kinds.join(', ')}).`,
    closed === undefined
      ? `It is ${state}: ${storm.held} are held.`
      : `It was ${state} by ${closed.by}, ${timeOf(closed.at)}: ${closed.reason}`,
  ];
  const rows = storm.entries.map((entry) => [
    entry.key,
    entry.countries.slice(0, 5).join(' ') || '-',
    changeInWords(entry.change),
    entry.outcome === undefined ? entry.state : `${entry.state}: ${entry.outcome}`,
    entry.draftId ?? '-',
    (entry.headline ?? '').slice(0, 60),
  ]);
  return [...lines, '', table(rows)].join('\n');
}

function pathOf(call: Pick<Call, 'words'>): string {
  return `/storms/${encodeURIComponent(wordOf(call, 0))}`;
}
