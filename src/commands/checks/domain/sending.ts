import { isIP } from 'node:net';
import { domainToASCII } from 'node:url';

import type { Env } from '#config/env.ts';
import { issuer } from '#config/issuer.ts';
import { publicRecord, readDkimIdentity } from '#src/channels/email/dkim/keys.ts';
import { look, recordsOf } from '#src/channels/email/domain/dns.ts';
import type { Resolve } from '#src/channels/email/domain/dns.ts';
import { readKeyRecord } from '#src/channels/email/domain/key-record.ts';
import { parseRelay } from '#src/channels/email/smtp/relay.ts';
import { createReach } from '#src/outbound/ranges.ts';

import type { Sender, Signer } from './sender.ts';

/** What the operator adds to the configuration: a relay may send from other addresses, and sign by keys of its own. */
export interface Told {
  readonly ips: readonly string[];
  /** `selector`, or `selector._domainkey.domain` where it is not the sender's. */
  readonly selectors: readonly string[];
}

export async function senderOf(env: Env, told: Told, resolve: Resolve): Promise<Sender> {
  const from = domainOf(issuer.from);
  return {
    from,
    bounces: domainToASCII(issuer.bounceDomain),
    replies: domainOf(issuer.replyTo),
    ips: told.ips.length > 0 ? told.ips : await relayAddresses(env, resolve),
    signers: [...ownSigners(env), ...told.selectors.map((selector) => signerOf(selector, from))],
    publicUrl: env.PUBLIC_URL,
  };
}

function domainOf(address: string): string {
  return domainToASCII(address.slice(address.lastIndexOf('@') + 1));
}

function signerOf(text: string, from: string): Signer {
  const [selector = '', domain = from] = text.split('._domainkey.');
  return { selector, domain };
}

function ownSigners(env: Env): readonly Signer[] {
  const identity = readDkimIdentity({ domain: env.DKIM_DOMAIN, keys: env.DKIM_KEYS });
  if (identity === undefined) return [];
  return identity.keys.map((key) => {
    const record = readKeyRecord(publicRecord(key));
    const publicKey = record.kind === 'key' ? record.publicKey : undefined;
    return { selector: key.selector, domain: identity.domain, publicKey };
  });
}

/** For want of better knowledge a relay is taken to send from where it is reached; what no receiver can see says nothing. */
async function relayAddresses(
  { SMTP_URL = [], SMTP_TLS }: Env,
  resolve: Resolve,
): Promise<readonly string[]> {
  const hosts = SMTP_URL.map((url) => parseRelay(url, SMTP_TLS).host);
  const addresses = await Promise.all(
    hosts.map(async (host) => {
      if (isIP(host) !== 0) return [host];
      const both = await Promise.all([look(resolve, host, 'A'), look(resolve, host, 'AAAA')]);
      return both.flatMap(recordsOf);
    }),
  );
  const reach = createReach([]);
  return [...new Set(addresses.flat())].filter((address) => reach(address) === 'public');
}
