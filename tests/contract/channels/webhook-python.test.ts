import { spawnSync } from 'node:child_process';

import { expect, test } from 'vitest';

import { newSigningKeys } from '#src/channels/webhook/keys.ts';
import { prepareKey } from '#src/channels/webhook/read-key.ts';
import { signWebhook } from '#src/channels/webhook/sign.ts';

const verifier = `
import base64, hashlib, hmac, json, sys, time
call = json.load(sys.stdin)
def verify(headers, body, secret):
    if abs(time.time() - int(headers['webhook-timestamp'])) > 300: return False
    key = base64.b64decode(secret.removeprefix('whsec_'))
    content = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.{body}".encode()
    expected = base64.b64encode(hmac.new(key, content, hashlib.sha256).digest()).decode()
    return any(hmac.compare_digest(one, 'v1,' + expected) for one in headers['webhook-signature'].split(' '))
print(verify(call['headers'], call['body'], call['secret']))
`;

const hasPython = spawnSync('python3', ['--version']).status === 0;

test.skipIf(!hasPython)(
  'W1 · a dozen lines of Python verify a call, and refuse one that was altered (skipped without python3)',
  () => {
    const keys = newSigningKeys();
    const body = JSON.stringify({ type: 'advisory.published', data: { headline: 'بماكو — अलर्ट' } });
    const headers = signWebhook({
      id: 'evt_1',
      timestamp: new Date(),
      body,
      keys: keys.map(({ secret }) => prepareKey(secret)),
    });
    const call = { headers, body, secret: keys[0]?.secret };
    expect(verdictOf(call)).toBe('True');
    expect(verdictOf({ ...call, body: `${body} ` })).toBe('False');
    expect(verdictOf({ ...call, secret: newSigningKeys()[0]?.secret })).toBe('False');
  },
);

function verdictOf(call: object): string {
  const { stdout } = spawnSync('python3', ['-c', verifier], {
    input: JSON.stringify(call),
    encoding: 'utf8',
  });
  return stdout.trim();
}
