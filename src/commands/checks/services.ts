import type { Env } from '#config/env.ts';
import { dial } from '#src/channels/email/smtp/dial.ts';
import { parseRelay } from '#src/channels/email/smtp/relay.ts';
import type { Relay } from '#src/channels/email/smtp/relay.ts';
import { counted } from '#src/commands/command-line.ts';
import { fail, note, pass } from '#src/commands/finding.ts';
import type { Finding } from '#src/commands/finding.ts';
import { refuseUnsafeRedis } from '#src/queue/safety.ts';

import { refusalAsFinding } from './refusal.ts';

export async function examineQueue({ REDIS_URL, UNSAFE_SERVICES }: Env): Promise<Finding> {
  if (REDIS_URL === undefined) {
    return note(
      'queue',
      'on PostgreSQL, as strong as the database; set REDIS_URL for Redis or Valkey',
    );
  }
  const found = await refusalAsFinding('queue', async () => {
    await refuseUnsafeRedis(REDIS_URL, AbortSignal.timeout(answerWithinMs));
    return pass('queue', 'Redis answers and keeps every key (noeviction)');
  });
  return found.verdict === 'FAIL' && UNSAFE_SERVICES ? { ...found, verdict: 'NOTE' } : found;
}

/** Connects, greets, secures, logs in, says goodbye: no mail is handed over. */
export async function examineRelays({ SMTP_URL, SMTP_TLS }: Env): Promise<readonly Finding[]> {
  if (SMTP_URL === undefined) {
    return [
      note(
        'relay',
        'SMTP_URL is not set: npm start catches mail in its own mailbox, web and workers send none',
      ),
    ];
  }
  return Promise.all(
    SMTP_URL.map((url) => refusalAsFinding('relay', () => examineRelay(parseRelay(url, SMTP_TLS)))),
  );
}

async function examineRelay(relay: Relay): Promise<Finding> {
  const dialled = await dial(relay, timeouts, AbortSignal.timeout(answerWithinMs));
  if (dialled.kind === 'unreachable') {
    return fail(
      'relay',
      `${relay.name}: ${dialled.reason}. Check SMTP_URL, the network, ${advice(dialled.reason)}`,
    );
  }
  await dialled.session[Symbol.asyncDispose]();
  const login = relay.login === undefined ? 'without login' : 'logged in';
  return relay.tls === 'unverified'
    ? note(
        'relay',
        `${relay.name} answers, ${login}; its certificate is not verified: set SMTP_TLS=required for anything but a test`,
      )
    : pass('relay', `${relay.name} answers, ${login}, ${howSecure(relay)}`);
}

function howSecure({ tls }: Relay): string {
  return tls === 'none' ? 'without TLS (loopback, or SMTP_TLS=none)' : 'over verified TLS';
}

function advice(reason: string): string {
  if (reason.startsWith('auth-failed')) return 'and the user and password in it';
  return reason.startsWith('tls-') ? 'and the relay’s certificate' : 'and that the relay runs';
}

/** Who may be mailed through a relay: nobody, some, everyone. */
export function examineAllowlist({ SMTP_URL, RECIPIENT_ALLOWLIST: allowed }: Env): Finding {
  if (allowed.includes('*'))
    return pass('recipients', 'everyone may be mailed (RECIPIENT_ALLOWLIST has *)');
  if (SMTP_URL === undefined)
    return note('recipients', 'no relay, so RECIPIENT_ALLOWLIST keeps nobody from anything');
  return allowed.length === 0
    ? fail(
        'recipients',
        'RECIPIENT_ALLOWLIST is empty: nobody is mailed. Name addresses or @domains, or * for everyone',
      )
    : note(
        'recipients',
        `${counted(allowed.length, 'address or domain', 'addresses or domains')} may be mailed; everybody else is withheld until RECIPIENT_ALLOWLIST is *`,
      );
}

const answerWithinMs = 10_000;
const timeouts = { connect: 5_000, greeting: 5_000, silence: 5_000 };
