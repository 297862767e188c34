import { z } from 'zod';

import { wordOf } from './command.ts';
import type { Call, Command } from './command.ts';

const reason = { value: 'TEXT', says: 'why; stands in the audit log', required: true };

const answerSchema = z.object({
  suppression: z
    .object({
      kind: z.string(),
      reason: z.string(),
      since: z.string(),
      expiresAt: z.string().optional(),
    })
    .optional(),
});

export const suppressionCommands: readonly Command[] = [
  {
    name: 'suppressions show',
    takes: ['ADDRESS'],
    does: 'show why an address is not mailed; the audit log notes that you looked',
    options: { reason },
    async run(call) {
      const json = await ask(call, 'find');
      const { suppression } = answerSchema.parse(json);
      if (suppression === undefined)
        return { json, text: 'Nothing keeps this address from being mailed.' };
      const until = suppression.expiresAt ?? 'somebody lifts it';
      const { kind, since } = suppression;
      const text = `Not mailed since ${since} (${kind}: ${suppression.reason}), until ${until}.`;
      return { json, text };
    },
  },
  {
    name: 'suppressions lift',
    takes: ['ADDRESS'],
    does: 'mail to an address again',
    options: { reason },
    async run(call) {
      const json = await ask(call, 'lift');
      const { suppression } = answerSchema.parse(json);
      const text =
        suppression === undefined
          ? 'Nothing kept this address from being mailed.'
          : `Lifted (${suppression.kind}: ${suppression.reason}). It is mailed again as its owner wishes.`;
      return { json, text };
    },
  },
];

function ask(call: Call, what: 'find' | 'lift'): Promise<unknown> {
  const body = { address: wordOf(call, 0), reason: call.option('reason') };
  return call.client.post(`/suppressions/${what}`, body, call.signal);
}
