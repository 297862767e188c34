import { parseArgs } from 'node:util';

import { readEnv } from '#config/env.ts';
import { asked, misused, say, sayJson } from '#src/commands/command-line.ts';
import { openCurrentRecord } from '#src/commands/record.ts';
import { readKeyFile } from '#src/keyring/key-file.ts';
import { createKeyring } from '#src/keyring/keyring.ts';
import { readAddress } from '#src/store/address-reads.ts';
import { keyPath } from '#src/surroundings.ts';

import { hintOf } from './command.ts';
import type { CitizensCommand } from './command.ts';

const usage = `Usage: npm run citizens -- address ID --by NAME --reason TEXT [--json]

Opens one address, where a person must know it: to answer a request about somebody's data, or to find out why a delivery
fails. That it was read, by whom and why, is written into the audit log first. It needs the database and the key file.
  ID             its number, as npm run trace and npm run deliveries show it
  --by NAME      who reads it
  --reason TEXT  why, in a few words; never the address itself
  --json         one JSON document (npm run -s leaves out npm’s banner)`;

const hint = hintOf('address');

export const addressCommand: CitizensCommand = {
  name: 'address',
  does: 'open one address for a person, which is written into the audit log',
  usage,
  run: async (words) => {
    const { id, by, reason, json } = readWords(words);
    // oxlint-disable-next-line node/no-process-env -- the door of this process
    const env = readEnv(process.env);
    await using record = await openCurrentRecord(env);
    const keyring = createKeyring(await readKeyFile(keyPath(env), false));
    const read = { addressId: id, officer: `command line: ${by}`, reason, at: new Date() };
    const address = await readAddress({ db: record.db, keyring }, read);
    if (json) sayJson({ id, address });
    else say(address);
    return true;
  },
};

function readWords(words: readonly string[]) {
  const { values, positionals } = asked(hint, () =>
    parseArgs({
      args: [...words],
      allowPositionals: true,
      options: {
        by: { type: 'string', default: '' },
        reason: { type: 'string', default: '' },
        json: { type: 'boolean', default: false },
      },
    }),
  );
  const [id = '', ...more] = positionals;
  if (!/^\d{1,15}$/.test(id) || more.length > 0)
    throw misused(hint, 'Expected the number of one address');
  if (values.by.trim() === '' || values.reason.trim() === '')
    throw misused(hint, 'Expected --by and --reason: the audit log keeps who read it and why');
  if (values.reason.includes('@'))
    throw misused(hint, 'Expected a --reason without an address in it: the audit log is kept');
  return { ...values, id: Number(id) };
}
