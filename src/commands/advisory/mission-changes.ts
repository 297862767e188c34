import { fileOption, requiredOption, wordOf } from './command.ts';
import type { Answer, Call, Command, Option } from './command.ts';
import {
  acceptedSchema,
  describeChange,
  missionChangeSchema,
  missionChangesSchema,
} from './describe-mission.ts';
import { readObject } from './files.ts';

const why: Option = { value: 'TEXT', says: 'why; it is kept', required: true };
const optionalWhy: Option = { value: 'TEXT', says: 'why; it is kept' };

const proposing: readonly Command[] = [
  {
    name: 'mission propose',
    takes: [],
    does: 'propose a mission as a file has it, new or edited: what mission show --json printed, changed',
    options: { file: fileOption, reason: why },
    async run(call) {
      const mission = await readObject(requiredOption(call, 'file'), call.signal);
      return propose(call, { kind: 'put', mission });
    },
  },
  {
    name: 'mission close',
    takes: ['MISSION'],
    does: 'propose that a mission is closed; readers are then shown the one that serves in its place',
    options: {
      'served-by': {
        value: 'MISSION',
        says: 'the mission that serves in its place',
        required: true,
      },
      since: { value: 'YYYY-MM-DD', says: 'when it closed' },
      reason: why,
    },
    run: (call) =>
      propose(call, {
        kind: 'close',
        id: wordOf(call, 0),
        servedBy: requiredOption(call, 'served-by'),
        since: call.option('since'),
      }),
  },
  {
    name: 'mission remove',
    takes: ['MISSION'],
    does: 'propose to take a mission out that no advisory in force shows; one that has shut is closed instead',
    options: { reason: why },
    run: (call) => propose(call, { kind: 'remove', id: wordOf(call, 0) }),
  },
];

const deciding: readonly Command[] = [
  {
    name: 'mission accept',
    takes: ['CHANGE'],
    does: 'accept a change that another officer proposed; makes drafts that correct advisories in force',
    options: { reason: optionalWhy },
    async run(call) {
      const json = await decide(call, 'accept');
      const { drafts, ...change } = acceptedSchema.parse(json);
      return { json, text: [describeChange(change), draftsLine(drafts)].join('\n') };
    },
  },
  {
    name: 'mission reject',
    takes: ['CHANGE'],
    does: 'reject a change that another officer proposed',
    options: { reason: why },
    run: async (call) => shown(await decide(call, 'reject')),
  },
  {
    name: 'mission withdraw',
    takes: ['CHANGE'],
    does: 'withdraw a change that you proposed',
    options: { reason: optionalWhy },
    run: async (call) => shown(await decide(call, 'withdraw')),
  },
];

export const missionChangeCommands: readonly Command[] = [
  ...proposing,
  {
    name: 'mission changes',
    takes: [],
    does: 'show changes of the directory line by line, the last proposed first',
    options: {
      state: { value: 'STATE', says: 'open (unless said), accepted, rejected or withdrawn' },
    },
    async run({ client, option, signal }) {
      const state = option('state') ?? 'open';
      const json = await client.get(
        `/mission-changes?state=${encodeURIComponent(state)}&limit=500`,
        signal,
      );
      const described = missionChangesSchema.parse(json).changes.map(describeChange);
      return { json, text: described.join('\n\n') || `No ${state} changes.` };
    },
  },
  ...deciding,
];

async function propose(call: Call, wanted: Readonly<Record<string, unknown>>): Promise<Answer> {
  const body = { ...wanted, reason: requiredOption(call, 'reason') };
  const json = await call.client.post('/mission-changes', body, call.signal);
  const change = missionChangeSchema.parse(json);
  const next = `Another officer accepts it: npm run advisory -- mission accept ${change.id}`;
  return { json, text: [describeChange(change), next].join('\n') };
}

function decide(call: Call, how: 'accept' | 'reject' | 'withdraw'): Promise<unknown> {
  const path = `/mission-changes/${encodeURIComponent(wordOf(call, 0))}/${how}`;
  return call.client.post(path, { reason: call.option('reason') }, call.signal);
}

function shown(json: unknown): Answer {
  return { json, text: describeChange(missionChangeSchema.parse(json)) };
}

function draftsLine(drafts: readonly string[]): string {
  if (drafts.length === 0) return 'No draft was made: nothing in force shows it, or one is open.';
  const each = drafts.map((id) => `  ${id}`);
  return ['Drafts that correct advisories in force; each lacks what is different:', ...each].join(
    '\n',
  );
}
