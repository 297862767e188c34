import { table } from '#src/commands/command-line.ts';

import { requiredOption, wordOf } from './command.ts';
import type { Command } from './command.ts';
import { endpointsSchema, movedEndpointSchema, registeredSchema } from './shapes.ts';
import type { ShownEndpoint } from './shapes.ts';

export const endpointCommands: readonly Command[] = [
  {
    name: 'endpoints list',
    takes: [],
    does: 'show the embassies’ systems that are told',
    options: {},
    async run({ client, signal }) {
      const json = await client.get('/endpoints', signal);
      const rows = endpointsSchema.parse(json).endpoints.map(rowOf);
      return { json, text: rows.length === 0 ? 'No endpoints.' : table(rows) };
    },
  },
  {
    name: 'endpoints add',
    takes: [],
    does: 'register an embassy’s system; its secret is shown once',
    options: {
      name: { value: 'NAME', says: 'whose it is', required: true },
      url: {
        value: 'URL',
        says: 'https address that is called (--service says where the service runs)',
        required: true,
      },
      countries: { value: 'ML[,SN]', says: 'only these; every country unless said' },
      exercises: { says: 'call it for exercises and tests too' },
    },
    async run(call) {
      const countries = call
        .option('countries')
        ?.split(',')
        .map((code) => code.trim());
      const body = {
        name: requiredOption(call, 'name'),
        url: requiredOption(call, 'url'),
        countries,
        exercises: call.isSet('exercises'),
      };
      const json = await call.client.post('/endpoints', body, call.signal);
      const { id, secret } = registeredSchema.parse(json);
      return { json, text: `${id} is registered. Its secret, shown this once:\n${secret}` };
    },
  },
  {
    name: 'endpoints remove',
    takes: ['ID'],
    does: 'remove an endpoint for good',
    options: {},
    async run(call) {
      const id = wordOf(call, 0);
      await call.client.remove(`/endpoints/${encodeURIComponent(id)}`, call.signal);
      return { json: { removed: id }, text: `${id} is removed.` };
    },
  },
  ...(['pause', 'resume'] as const).map((move): Command => ({
    name: `endpoints ${move}`,
    takes: ['ID'],
    does: move === 'pause' ? 'call it no more until it is resumed' : 'call it again',
    options: {},
    async run(call) {
      const id = encodeURIComponent(wordOf(call, 0));
      const json = await call.client.post(`/endpoints/${id}/${move}`, undefined, call.signal);
      return { json, text: table([rowOf(movedEndpointSchema.parse(json))]) };
    },
  })),
];

function rowOf({ id, name, url, countries, state, reason = '' }: ShownEndpoint): readonly string[] {
  return [id, state, name, countries?.join(' ') ?? 'every country', url, reason];
}
