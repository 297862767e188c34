import type { Command } from '#src/commands/advisory/command.ts';
import { table } from '#src/commands/command-line.ts';

import { rowOf } from './describe.ts';
import { numberIn, pathOf } from './manage.ts';
import { pinged, shownEndpoint, withSecret } from './shapes.ts';

const does = {
  verify: 'send the challenge that its receiver must answer, or the mailbox its link',
  pause: 'call it no more until it is resumed',
  resume: 'call it again',
  disable: 'tell it nothing more',
} as const;
const moves = ['verify', 'pause', 'resume', 'disable'] as const;

export const moveCommands: readonly Command[] = [
  ...moves.map((move): Command => ({
    name: move,
    takes: ['ID'],
    does: does[move],
    options: {},
    async run(call) {
      const json = await call.client.post(pathOf(call, `/${move}`), undefined, call.signal);
      return { json, text: table([rowOf(shownEndpoint.parse(json))]) };
    },
  })),
  {
    name: 'ping',
    takes: ['ID'],
    does: 'tell it test.ping, as everything else is told',
    options: {},
    async run(call) {
      const json = await call.client.post(pathOf(call, '/ping'), undefined, call.signal);
      const { event, sequence } = pinged.parse(json);
      return { json, text: `${event} is on its way as number ${sequence}.` };
    },
  },
  {
    name: 'rotate',
    takes: ['ID'],
    does: 'sign with new keys; the secret is shown once',
    options: { hours: { value: 'N', says: 'the old ones sign too for so long (24)' } },
    async run(call) {
      const overlapHours = numberIn(call, 'hours');
      const json = await call.client.post(pathOf(call, '/rotate'), { overlapHours }, call.signal);
      const { id, secret } = withSecret.parse(json);
      return { json, text: `${id} has new keys. Its secret, shown this once:\n${secret}` };
    },
  },
];
