import { inbound } from '#config/inbound.ts';
import type { Answers } from '#src/answers.ts';
import type { App } from '#src/app.ts';

type InboundApp = Pick<App, 'answers' | 'duties' | 'wake' | 'log'>;

/**
 * What is done about mail that comes back. Each goes on by itself: none waits for another to be done, and what stops one, as a
 * maildir that is gone, stops no other. What people write is judged beside the rest, for thousands of bounces may lie before it.
 */
export const inboundRounds: readonly ((app: InboundApp, signal: AbortSignal) => Promise<void>)[] = [
  takeMaildir,
  (app, signal) => judge(app, 'judgePeople', signal),
  (app, signal) => judge(app, 'judgeAll', signal),
  forward,
];

async function takeMaildir({ answers, log }: InboundApp, signal: AbortSignal): Promise<void> {
  const taken = await answers.takeMaildir(signal);
  if (taken > 0) log.info({ taken }, 'maildir.taken');
}

/** Some at a time, so that those who are to be answered are mailed meanwhile. */
async function judge(
  { answers, duties, wake }: InboundApp,
  whose: keyof Pick<Answers, 'judgePeople' | 'judgeAll'>,
  signal: AbortSignal,
): Promise<void> {
  for (;;) {
    const judged = await answers[whose](signal);
    if (judged.length > 0) await duties.wakeNotices(wake);
    if (judged.length < inbound.judgedAtOnce || signal.aborted) return;
  }
}

async function forward({ answers, duties, wake }: InboundApp): Promise<void> {
  const forwarded = await answers.forward();
  if (forwarded > 0) await duties.wakeNotices(wake);
}
