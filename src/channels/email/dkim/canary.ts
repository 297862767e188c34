import { randomUUID } from 'node:crypto';

import { compileEmail } from '#src/channels/email/compile.ts';
import { rawOf } from '#src/channels/email/content.ts';
import { fill } from '#src/channels/email/fill.ts';
import { slot } from '#src/channels/email/slots.ts';

import { publicRecord, recordName } from './keys.ts';
import type { DkimIdentity } from './keys.ts';

/** Signs a finished message. Rejects where it cannot: then the message must not be sent. */
export type Sign = (raw: Buffer) => Promise<Buffer>;

/**
 * Signs a message like any other and has it verified by mailauth, which knows nothing of our signer, against the public
 * halves of our keys. Undefined when every signature holds; else what does not, in a few words.
 */
export async function failingCanary(
  { domain, keys }: DkimIdentity,
  sign: Sign,
): Promise<string | undefined> {
  const records = new Map(keys.map((key) => [recordName(key, domain), publicRecord(key)]));
  // Loaded when first needed: it takes a quarter of a second, and without keys nobody needs it.
  const { dkimVerify } = await import('mailauth/lib/dkim/verify.js');
  const { results } = await dkimVerify(await sign(canary(domain)), {
    strict: true,
    minBitLength: 2048,
    resolver: async (name) => [[records.get(name) ?? '']],
  });
  const holding = new Set(
    results.filter(({ status }) => status.result === 'pass').map(({ selector }) => selector),
  );
  const broken = keys.filter(({ selector }) => !holding.has(selector));
  if (broken.length === 0 && results.length === keys.length) return undefined;
  const said = broken.map(({ selector, algorithm }) => `${algorithm} by ${selector}`).join(', ');
  return `expected ${keys.length} signatures that verify, got ${holding.size} (not: ${said})`;
}

/** In shape whatever is sent: slots, languages that must be encoded, every header that is signed. Its address is nobody's. */
function canary(domain: string): Buffer {
  const compiled = compileEmail({
    subject: 'CANARY · चेतावनी · تنبيه',
    html: `<p lang="hi">दूतावास के संपर्क में रहें।</p>  <a href="${slot('link')}">x</a>`,
    text: `ابق على اتصال بالسفارة.\n${slot('link')}\n\n`,
    fromName: 'Canary',
    fromAddress: `canary@${domain}`,
    replyTo: `canary@${domain}`,
    listId: { name: 'Canary', id: domain },
    listHelp: `https://${domain}/`,
    feedbackId: 'canary:dkim',
    emergency: true,
  });
  const content = fill(compiled, {
    to: 'canary@example.invalid',
    date: new Date(),
    messageId: `${randomUUID()}@${domain}`,
    unsubscribe: { url: `https://${domain}/u`, mailto: `mailto:canary@${domain}` },
    slots: { link: `https://${domain}/${randomUUID()}` },
  });
  return rawOf(content);
}
