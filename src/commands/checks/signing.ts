import { Resolver } from 'node:dns/promises';
import { stat } from 'node:fs/promises';

import type { Env } from '#config/env.ts';
import { issuer } from '#config/issuer.ts';
import { failingCanary } from '#src/channels/email/dkim/canary.ts';
import {
  publicRecord,
  readDkimIdentity,
  recordName,
  selectorAndFile,
} from '#src/channels/email/dkim/keys.ts';
import type { DkimIdentity, DkimKey } from '#src/channels/email/dkim/keys.ts';
import { signaturesOf } from '#src/channels/email/dkim/signature.ts';
import { fail, note, pass } from '#src/commands/finding.ts';
import type { Finding } from '#src/commands/finding.ts';
import { AppError, codeOf } from '#src/errors.ts';

const about = 'dkim';
const forOthers = 0o077;
const answerWithinMs = 3_000;

/** Keys that sign and verify, that nobody else can read, that fit the sender and are published. */
export async function examineDkim(env: Env): Promise<readonly Finding[]> {
  try {
    const identity = readDkimIdentity({ domain: env.DKIM_DOMAIN, keys: env.DKIM_KEYS });
    if (identity === undefined)
      return [note(about, 'no keys here, so the relay must sign: DKIM_DOMAIN and DKIM_KEYS')];
    const found = await Promise.all([
      canaryFinding(identity),
      ...(env.DKIM_KEYS ?? []).map(modeFinding),
      ...identity.keys.map((key) => publishedFinding(key, identity.domain)),
    ]);
    return [...found, alignmentFinding(identity)];
  } catch (error) {
    if (error instanceof AppError) return [fail(about, error.message)];
    throw error;
  }
}

async function canaryFinding(identity: DkimIdentity): Promise<Finding> {
  const failing = await failingCanary(identity, async (raw) =>
    Buffer.concat([Buffer.from(signaturesOf(raw, identity, new Date()), 'latin1'), raw]),
  );
  return failing === undefined
    ? pass(about, `RSA and ed25519 sign for ${identity.domain}, and mailauth verifies both`)
    : fail(about, `the canary: ${failing}. Make new keys`);
}

/** DMARC asks that the domain that signs be the sender's, or one above or below it. */
function alignmentFinding({ domain }: DkimIdentity): Finding {
  const from = issuer.from.slice(issuer.from.indexOf('@') + 1).toLowerCase();
  const isAligned = `.${from}`.endsWith(`.${domain}`) || `.${domain}`.endsWith(`.${from}`);
  return isAligned
    ? pass(about, `${domain} signs for a sender at ${from}`)
    : fail(about, `${domain} signs and the sender is at ${from}: DMARC counts that as unsigned`);
}

async function modeFinding(entry: string): Promise<Finding> {
  const { file } = selectorAndFile(entry);
  const mode = (await stat(file)).mode & 0o777;
  return (mode & forOthers) === 0
    ? pass(about, `${file}: only its owner may read it`)
    : fail(
        about,
        `${file}: expected mode 600, got ${mode.toString(8)}: others may read it. Run chmod 600 ${file}`,
      );
}

/** A name server that does not answer proves nothing. */
async function publishedFinding(key: DkimKey, domain: string): Promise<Finding> {
  const name = recordName(key, domain);
  const expected = publicRecord(key);
  try {
    const resolver = new Resolver({ timeout: answerWithinMs, tries: 1 });
    const records = (await resolver.resolveTxt(name)).map((parts) => parts.join(''));
    return records.some((record) => publishedKey(record) === publishedKey(expected))
      ? pass(about, `${name} is published`)
      : fail(about, `${name} holds another key than ours signs with. Publish: ${expected}`);
  } catch (error) {
    const code = codeOf(error);
    return code === 'ENOTFOUND' || code === 'ENODATA'
      ? fail(about, `${name} is not published: every receiver would refuse it. TXT: ${expected}`)
      : note(about, `${name} could not be looked up (${code}). It must hold: ${expected}`);
  }
}

function publishedKey(record: string): string | undefined {
  return /(?:^|;)\s*p\s*=([^;]*)/.exec(record)?.[1]?.replaceAll(/\s/g, '');
}
