import { requiredOption, wordOf } from '#src/commands/advisory/command.ts';
import type { Call, Command } from '#src/commands/advisory/command.ts';
import { table } from '#src/commands/command-line.ts';
import { AppError } from '#src/errors.ts';

import { describeEndpoint, rowOf } from './describe.ts';
import { endpointsPage, shownEndpoint, withSecret } from './shapes.ts';

/** Where one endpoint stands in the API. */
export function pathOf(call: Pick<Call, 'words'>, below = ''): string {
  return `/endpoints/${encodeURIComponent(wordOf(call, 0))}${below}`;
}

export function listIn(text: string | undefined): readonly string[] | undefined {
  return text?.split(',').map((word) => word.trim());
}

export const manageCommands: readonly Command[] = [
  {
    name: 'list',
    takes: [],
    does: 'show the embassies’ systems and duty mailboxes',
    options: {},
    async run({ client, signal }) {
      const endpoints = [];
      for (let after = ''; ;) {
        const page = endpointsPage.parse(await client.get(`/endpoints?limit=500${after}`, signal));
        endpoints.push(...page.endpoints);
        if (page.next === undefined) break;
        after = `&after=${page.next}`;
      }
      const text = endpoints.length === 0 ? 'No endpoints.' : table(endpoints.map(rowOf));
      return { json: { endpoints }, text };
    },
  },
  {
    name: 'show',
    takes: ['ID'],
    does: 'show one with its filter, keys and state',
    options: {},
    async run(call) {
      const json = await call.client.get(pathOf(call), call.signal);
      return { json, text: describeEndpoint(shownEndpoint.parse(json)) };
    },
  },
  {
    name: 'add',
    takes: [],
    does: 'register one; its secret is shown once',
    options: {
      name: { value: 'NAME', says: 'whose it is', required: true },
      url: { value: 'URL', says: 'address that is called; without it a duty mailbox' },
      contacts: { value: 'A@B[,C@D]', says: 'whom to mail, in order; first the duty mailbox' },
      countries: { value: 'ML[,SN]', says: 'only these; every country unless said' },
      regions: { value: 'ML-1[,…]', says: 'these regions, beside the countries' },
      level: { value: 'N', says: 'the least level' },
      lanes: { value: 'LANE[,…]', says: 'emergency, urgent, routine' },
      types: { value: 'TYPE[,…]', says: 'types of events' },
      exercises: { says: 'call it for exercises and tests too' },
      format: { value: 'FORMAT', says: 'json or cap' },
      thin: { says: 'only a reference to what is fetched by the API' },
    },
    async run(call) {
      const json = await call.client.post('/endpoints', newEndpoint(call), call.signal);
      const { id, secret } = withSecret.parse(json);
      const text = `${id} is registered. Its secret, shown this once:\n${secret}\nOnce its receiver runs: npm run endpoints -- verify ${id}`;
      return { json, text };
    },
  },
  {
    name: 'remove',
    takes: ['ID'],
    does: 'remove one for good',
    options: {},
    async run(call) {
      await call.client.remove(pathOf(call), call.signal);
      const removed = wordOf(call, 0);
      return { json: { removed }, text: `${removed} is removed.` };
    },
  },
];

function newEndpoint(call: Call) {
  const url = call.option('url');
  return {
    kind: url === undefined ? 'mail' : 'webhook',
    name: requiredOption(call, 'name'),
    url,
    contacts: listIn(call.option('contacts'))?.map((email) => ({ email })),
    format: call.option('format'),
    detail: call.isSet('thin') ? 'thin' : 'full',
    filter: {
      countries: listIn(call.option('countries')),
      regions: listIn(call.option('regions')),
      level: numberIn(call, 'level'),
      lanes: listIn(call.option('lanes')),
      types: listIn(call.option('types')),
      statuses: call.isSet('exercises') ? ['actual', 'exercise', 'test'] : undefined,
    },
  };
}

export function numberIn(call: Pick<Call, 'option'>, name: string): number | undefined {
  const text = call.option(name);
  if (text === undefined || /^\d{1,9}$/.test(text)) return text === undefined ? text : Number(text);
  throw new AppError(
    'INPUT_INVALID',
    `Expected a number after --${name}, arrived ${JSON.stringify(text.slice(0, 40))}`,
  );
}
