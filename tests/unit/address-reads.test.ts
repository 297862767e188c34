import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { expect, test } from 'vitest';

const root = join(import.meta.dirname, '../..');

/** What opens an address, and why no person reads it there. */
const opens: Readonly<Record<string, string>> = {
  'src/store/address-reads.ts': 'for a person, written into the audit log first',
  'src/store/claims.ts': 'to mail to it',
  'src/store/exporting.ts': 'for an operator’s export, written into the audit log first',
  'src/store/audience.ts': 'to hold it against the allow-list',
  'src/store/own-export.ts': 'for its owner, who holds a fresh link that was mailed to it',
  'src/store/companions.ts':
    'to show who typed it in which one it was, all but its first letter hidden',
  'src/store/judging.ts': 'to answer who wrote to us',
  'src/store/carrying-out.ts': 'to count refusals by the token of its domain',
  'src/store/domains.ts': 'to note the token of its domain',
  'src/store/blocked.ts': 'to name a domain in an alarm where many have their mail',
  'src/surroundings.ts': 'to try the key file',
  'src/commands/checks/keys.ts': 'to try the key file',
};

test('S6 · no address is opened but to be mailed, or by somebody who is named in the audit log', () => {
  const files = ['src', 'workers'].flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.ts'))
      .map((name) => join(folder, name)),
  );
  const found = files.filter((file) =>
    /(?:\.open|opened)\(\s*(?:keyring,\s*)?'address'/.test(readFileSync(join(root, file), 'utf8')),
  );
  expect(found.toSorted()).toEqual(Object.keys(opens).toSorted());
});
