import { mkdtempDisposable } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { expect, test } from 'vitest';

import { someIdentity, verdicts, writeKeys } from '#tests/support/dkim.ts';
import { openDuty } from '#tests/support/duty.ts';

test('E3 · with keys in the environment every mail leaves signed twice', async () => {
  await using folder = await mkdtempDisposable(join(tmpdir(), 'dkim-'));
  const identity = someIdentity();
  const DKIM_KEYS = await writeKeys(identity, folder.path);
  await using duty = await openDuty({ env: { DKIM_DOMAIN: identity.domain, DKIM_KEYS } });
  await duty.subscribe('asha@example.net');
  await duty.sendNotices();
  expect(duty.sink.messages.length).toBeGreaterThan(0);
  for (const { raw } of duty.sink.messages)
    expect(await verdicts(raw, identity)).toEqual(['r1: pass', 'e1: pass']);
  expect(await duty.app.duties.checkSigning?.()).toBeUndefined();
});

test('E4 · keys that cannot sign stop the start, not the alert', async () => {
  const env = { DKIM_DOMAIN: 'example.org', DKIM_KEYS: 'r1:/nowhere/rsa.pem' };
  await expect(openDuty({ env })).rejects.toThrow(/DKIM_KEYS: \/nowhere\/rsa\.pem cannot be read/);
});
