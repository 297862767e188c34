import { expect, test } from 'vitest';

import { readEnv } from '#config/env.ts';
import { examineDkim } from '#src/commands/checks/signing.ts';

test('without keys the doctor notes that the relay must sign', async () => {
  expect(await examineDkim(readEnv({}))).toMatchObject([{ verdict: 'NOTE', about: 'dkim' }]);
});

test('keys that cannot be read are a fault that names the file', async () => {
  const env = readEnv({ DKIM_DOMAIN: 'example.org', DKIM_KEYS: 'r1:/nowhere/rsa.pem' });
  const [finding] = await examineDkim(env);
  expect(finding).toMatchObject({ verdict: 'FAIL' });
  expect(finding?.says).toContain('/nowhere/rsa.pem cannot be read (ENOENT)');
});
