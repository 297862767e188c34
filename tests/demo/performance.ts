import { performance as clock } from 'node:perf_hooks';

import { AppError } from '#src/errors.ts';
import { untilToldToStop } from '#src/running.ts';

import { openDiary } from './diary.ts';
import type { Diary } from './diary.ts';
import { documentOf, isGood } from './document.ts';
import { openEmbassy } from './embassy.ts';
import { tellEnding, tellTrouble } from './ending.ts';
import { fileEvidence } from './evidence.ts';
import { expectationsOf } from './expectations.ts';
import type { Options } from './flags.ts';
import { createInbox } from './inbox.ts';
import { createNarrator } from './narrator.ts';
import type { Narrator } from './narrator.ts';
import { startService } from './service.ts';
import { tell } from './story.ts';
import { DidNotHappen } from './until.ts';
import { openWorkshop } from './workshop.ts';
import type { Workshop } from './workshop.ts';

const longestMinutes = 3;

/** Plays the story once and says what came of it. True when every expectation holds. */
export async function perform(options: Options): Promise<boolean> {
  const startedAt = clock.now();
  const { queue, json, out } = options;
  const narrator = createNarrator(json ? process.stderr : process.stdout, startedAt);
  const diary = openDiary();
  await using workshop = await openWorkshop(out);
  const error = await play({ options, workshop, narrator, diary });
  const tookMs = Math.round(clock.now() - startedAt);
  const filed = out === undefined ? new Map<string, string>() : await fileEvidence(out, diary);
  const ending = { queue, tookMs, expectations: expectationsOf(diary), error, filed };
  if (error !== undefined) await tellTrouble(narrator, error, workshop.logFile);
  tellEnding(narrator, { diary, ending, out });
  if (json) process.stdout.write(`${JSON.stringify(documentOf(diary, ending))}\n`);
  return isGood(ending);
}

interface Play {
  readonly options: Options;
  readonly workshop: Workshop;
  readonly narrator: Narrator;
  readonly diary: Diary;
}

/** Gives what kept the story from its end, if anything did. By then everything that was started has been stopped. */
async function play(parts: Play): Promise<string | undefined> {
  const stopped = new AbortController();
  void untilToldToStop().then((name) => stopped.abort(new DidNotHappen(`Stopped by ${name}.`))); // or never
  const signal = AbortSignal.any([stopped.signal, AbortSignal.timeout(longestMinutes * 60_000)]);
  try {
    await playUntil(parts, signal);
    return undefined;
  } catch (error) {
    return reasonOf(signal.aborted ? signal.reason : error);
  }
}

async function playUntil(
  { options, workshop, narrator, diary }: Play,
  signal: AbortSignal,
): Promise<void> {
  await using owned = new AsyncDisposableStack();
  const { queue } = options;
  narrator.step('The whole service starts, on parts of its own');
  const service = owned.use(await startService({ ...workshop, queue }, signal));
  const embassy = owned.use(await openEmbassy());
  const inbox = createInbox(service.mailbox);
  owned.defer(async () => {
    diary.mails = await inbox.all();
    diary.calls = embassy.calls();
  });
  const on = queue === 'redis' ? 'Redis' : 'PostgreSQL';
  narrator.line(
    `PostgreSQL 18; queues on ${on}; mail is caught here; pages at ${service.publicUrl}`,
  );
  await tell({ service, inbox, embassy, diary, narrator }, signal);
}

function reasonOf(error: unknown): string {
  if (error instanceof DidNotHappen) return error.message;
  if (error instanceof DOMException && error.name === 'TimeoutError')
    return `Expected the whole story within ${longestMinutes} minutes; this step was not over.`;
  if (error instanceof AppError) return `${error.message} (${error.code})`;
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
