import { setTimeout as wait } from 'node:timers/promises';

import type { Logger } from 'pino';

import type { Channel } from '#src/channels/channel.ts';
import type { EmailMessage } from '#src/channels/email/email-message.ts';
import { codeOf } from '#src/errors.ts';

import { failingCanary } from './canary.ts';
import type { Sign } from './canary.ts';
import type { DkimIdentity } from './keys.ts';
import { signedOnly } from './signed-only.ts';
import { createThreads } from './threads.ts';

interface DkimOptions {
  readonly identity: DkimIdentity;
  /** Threads that sign, at most. */
  readonly threads: number;
  readonly now: () => Date;
  readonly log: Pick<Logger, 'info' | 'error'>;
  readonly canaryEvery?: CanaryPace;
}

interface CanaryPace {
  readonly ms: number;
  /** After one that failed: sending stands still meanwhile. */
  readonly failedMs: number;
}

export interface Dkim extends AsyncDisposable {
  /** The message with its signatures in front. Rejects with SIGNING_FAILED: then it must not be sent. */
  readonly sign: Sign;
  /** The same channel, for signed messages alone, and for none while the canary fails (E4). */
  readonly signedOnly: (channel: Channel<EmailMessage>) => Channel<EmailMessage>;
  /** What the last canary found wrong, for readiness; undefined when its signatures were verified. */
  readonly check: () => Promise<string | undefined>;
}

const HOURLY: CanaryPace = { ms: 3_600_000, failedMs: 60_000 };

/** Signs mail with our keys, and has a canary signed and verified at once and each hour. */
export function createDkim(options: DkimOptions): Dkim {
  const { identity, log, canaryEvery = HOURLY } = options;
  const threads = createThreads(options);
  const closing = new AbortController();
  const sign: Sign = async (raw) => {
    const signatures = await threads.signatures(raw);
    return Buffer.concat([Buffer.from(signatures, 'latin1'), raw]);
  };
  let verdict = examined();
  const watching = watch(closing.signal);

  return {
    sign,
    check: () => verdict,
    signedOnly: (channel) => signedOnly(channel, () => verdict),
    async [Symbol.asyncDispose]() {
      closing.abort();
      await threads[Symbol.asyncDispose]();
      await watching;
    },
  };

  async function watch(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      const pause = (await verdict) === undefined ? canaryEvery.ms : canaryEvery.failedMs;
      await wait(pause, undefined, { signal, ref: false }).catch(() => undefined); // closing
      if (signal.aborted) return;
      const next = examined();
      await next; // until then the last one counts
      verdict = next;
    }
  }

  /** Never rejects. */
  async function examined(): Promise<string | undefined> {
    const said = await failingCanary(identity, sign).catch(
      (error: unknown) => `the canary could not be signed or verified (${codeOf(error)})`,
    );
    if (closing.signal.aborted) return said;
    if (said === undefined) log.info({ domain: identity.domain }, 'dkim.verified');
    else log.error({ domain: identity.domain, says: said }, 'dkim.canary-failed');
    return said;
  }
}
