import { Writable } from 'node:stream';

import { pino } from 'pino';
import { expect, test } from 'vitest';

import { createLogOnlyChannel } from '#src/channels/log-only.ts';
import { channelContract, send } from '#tests/support/channel-contract.ts';

interface Message {
  readonly id: string;
  readonly to: string;
}

function startLogOnly() {
  const lines: string[] = [];
  const sink = new Writable({
    write(chunk, _encoding, done) {
      lines.push(String(chunk));
      done();
    },
  });
  const channel = createLogOnlyChannel<Message>(pino(sink));
  return {
    channel,
    lines,
    aMessage: (id: string) => ({ id, to: 'citizen@example.org' }),
    behave: () => {},
    received: () => [],
    [Symbol.asyncDispose]: () => channel[Symbol.asyncDispose](),
  };
}

channelContract('log-only', async () => startLogOnly(), { withholds: true });

test('what is withheld is logged by its id, and nothing else about it', async () => {
  await using it = startLogOnly();
  const outcome = await send(it.channel, it.aMessage('msg_1'), AbortSignal.timeout(1_000));
  expect(outcome).toEqual({ kind: 'withheld', reason: 'log-only' });
  expect(JSON.parse(it.lines[0] ?? '')).toMatchObject({
    msg: 'message.withheld',
    messageId: 'msg_1',
  });
  expect(it.lines.join('')).not.toContain('citizen@');
});
