import { createPublicKey, verify } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';

import { Webhook } from 'standardwebhooks';

/** What a receiver knows of the keys that sign what it is sent. */
export interface Keys {
  /** `whsec_…` */
  readonly secret: string;
  /** `whpk_…` */
  readonly publicKey: string;
}

interface Received {
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** Whether it is signed in both schemes: v1 by the library that receivers use, v1a by Node's own ed25519. */
export function isVerified({ headers, body }: Received, { secret, publicKey }: Keys): boolean {
  const all = {
    'webhook-id': String(headers['webhook-id']),
    'webhook-timestamp': String(headers['webhook-timestamp']),
    'webhook-signature': String(headers['webhook-signature']),
  };
  try {
    new Webhook(secret).verify(body, all);
  } catch {
    return false;
  }
  const x = Buffer.from(publicKey.slice('whpk_'.length), 'base64').toString('base64url');
  const key = createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x }, format: 'jwk' });
  const content = Buffer.from(`${all['webhook-id']}.${all['webhook-timestamp']}.${body}`);
  return all['webhook-signature']
    .split(' ')
    .filter((one) => one.startsWith('v1a,'))
    .some((one) => verify(null, content, key, Buffer.from(one.slice('v1a,'.length), 'base64')));
}
