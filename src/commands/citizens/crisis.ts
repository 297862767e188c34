import { parseArgs } from 'node:util';

import { z } from 'zod';

import { limits } from '#config/limits.ts';
import { createClient, nonEmpty, serviceUrl } from '#src/commands/advisory/client.ts';
import { asked, misused, say, sayJson, timeOf } from '#src/commands/command-line.ts';
import { abortedWhenToldToStop } from '#src/running.ts';

import { hintOf } from './command.ts';
import type { CitizensCommand } from './command.ts';

const { factor: usualFactor, hours: usualHours, mostHours } = limits.crisis;

const usage = `Usage: npm run citizens -- crisis on --reason TEXT [--factor N] [--hours N] [--json]
       npm run citizens -- crisis off [--json]
       npm run citizens -- crisis status [--json]

The switch for the days on which everybody signs up at once: limits on signing up are so many times wider until it ends, by
itself or by hand, and what waits already comes as much sooner. An operator throws it, and the audit log has who, why and
until when. Leaving and reading never have a limit.
  --reason TEXT   why, in a few words
  --factor N      how many times wider, 2 to 1000 (${usualFactor})
  --hours N       until it ends by itself, ${mostHours} at most (${usualHours})
  --url URL       where the service runs (PUBLIC_URL, or loopback and PORT, unless said)
  --token TOKEN   an operator’s token (ADVISORY_TOKEN unless said)
  --json          one JSON document (npm run -s leaves out npm’s banner)`;

const crisisSchema = z.discriminatedUnion('state', [
  z.object({ state: z.literal('off') }),
  z.object({
    state: z.literal('on'),
    factor: z.int(),
    reason: z.string(),
    officer: z.string(),
    endsAt: z.coerce.date(),
  }),
]);

export const crisisCommand: CitizensCommand = {
  name: 'crisis',
  does: 'widen the limits on signing up while everybody signs up at once',
  usage,
  run: async (words) => {
    const { values, positionals } = readWords(words);
    const client = clientOf(values);
    const signal = abortedWhenToldToStop();
    const [verb, ...more] = positionals;
    if (more.length > 0) throw misused(hint, `Expected one word, got ${positionals.length}`);
    if (verb === 'on') await client.put('/crisis', wantedIn(values), signal);
    else if (verb === 'off') await client.remove('/crisis', signal);
    else if (verb !== 'status')
      throw misused(hint, `Expected on, off or status, got ${verb ?? 'nothing'}`);
    const json = await client.get('/crisis', signal);
    if (values.json) sayJson(json);
    else say(describe(crisisSchema.parse(json)));
    return true;
  },
};

const hint = hintOf('crisis');

function readWords(words: readonly string[]) {
  return asked(hint, () =>
    parseArgs({
      args: [...words],
      allowPositionals: true,
      options: {
        reason: { type: 'string' },
        factor: { type: 'string', default: String(usualFactor) },
        hours: { type: 'string', default: String(usualHours) },
        url: { type: 'string' },
        token: { type: 'string' },
        json: { type: 'boolean', default: false },
      },
    }),
  );
}

type Values = ReturnType<typeof readWords>['values'];

function clientOf({ url, token }: Values) {
  const { env } = process; // oxlint-disable-line node/no-process-env -- the door of this process
  return createClient({
    url: url ?? serviceUrl(env),
    token: token ?? nonEmpty(env['ADVISORY_TOKEN']),
  });
}

function wantedIn({ reason, factor, hours }: Values) {
  if (reason === undefined || reason.trim() === '')
    throw misused(hint, 'Expected --reason, a few words that the audit log will keep');
  return { reason, factor: Number(factor), hours: Number(hours) };
}

function describe(crisis: z.infer<typeof crisisSchema>): string {
  if (crisis.state === 'off') return 'The limits are as usual.';
  const { factor, officer, reason, endsAt } = crisis;
  return `The limits are ${factor} times wider until ${timeOf(endsAt)}, by ${officer}: ${reason}`;
}
