import type { Call, Command } from '#src/commands/advisory/command.ts';
import { table, timeOf } from '#src/commands/command-line.ts';
import { AppError } from '#src/errors.ts';

import { numberIn, pathOf } from './manage.ts';
import { callsPage, replayed } from './shapes.ts';

export const logCommands: readonly Command[] = [
  {
    name: 'log',
    takes: ['ID'],
    does: 'show its calls, newest first, and what came of them',
    options: {
      state: { value: 'STATE', says: 'pending, sent, failed, …' },
      limit: { value: 'N', says: 'how many (100)' },
    },
    async run(call) {
      const wishes = ['state', 'limit'].map((name) => [name, call.option(name) ?? '']);
      const query = new URLSearchParams(wishes.filter(([, value]) => value !== ''));
      const path = pathOf(call, `/calls?${query.toString()}`);
      const json = await call.client.get(path, call.signal);
      const rows = callsPage
        .parse(json)
        .calls.map((one) => [
          String(one.sequence),
          one.type,
          one.replay ? 'replay' : '',
          [one.state, one.reason].filter(Boolean).join(' '),
          String(one.status ?? '-'),
          `${one.attempts}×`,
          timeOf(one.attemptedAt),
          one.event,
        ]);
      return { json, text: rows.length === 0 ? 'No calls.' : table(rows) };
    },
  },
  {
    name: 'replay',
    takes: ['ID'],
    does: 'call once more with what was told before, marked as replays',
    options: {
      sequence: { value: 'N', says: 'one event' },
      after: { value: 'N', says: 'everything after this number' },
      from: { value: 'TIME', says: 'everything from then' },
      to: { value: 'TIME', says: 'up to then' },
    },
    async run(call) {
      const json = await call.client.post(pathOf(call, '/replays'), whichIn(call), call.signal);
      const done = replayed.parse(json);
      const text = `${done.replayed} are called again; ${done.waiting} wait to be told already.`;
      return { json, text };
    },
  },
];

function whichIn(call: Call) {
  const [sequence, after] = [numberIn(call, 'sequence'), numberIn(call, 'after')];
  const [from, to] = [call.option('from'), call.option('to')];
  if (sequence !== undefined) return { sequence };
  if (after !== undefined) return { after };
  if (from !== undefined && to !== undefined) return { from, to };
  throw new AppError('INPUT_INVALID', 'Expected --sequence, --after, or --from and --to');
}
