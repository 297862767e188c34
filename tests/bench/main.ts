import { abortedWhenToldToStop, run } from '#src/running.ts';

// Baselines and the sink are processes that this command starts by its own name; each loads only what it needs, or its
// memory would not be its own.
const [first, ...rest] = process.argv.slice(2);
if (first === 'baseline') await run(baseline);
else if (first === 'own-sink') await run(ownSink);
else if (first === 'own-receivers') await run(ownReceivers);
else if (first === 'bare-loop') await run(bareLoop);
else if (first === 'bounces') await bounces();
else if (first === 'poll') await poll();
else if (first === 'webhooks') await webhooks();
else await bench();

async function baseline(): Promise<void> {
  const { runBaseline } = await import('./baseline.ts');
  process.stdout.write(`${JSON.stringify(await runBaseline(rest[0] ?? ''))}\n`);
}

async function ownSink(): Promise<void> {
  const { runOwnSink } = await import('./own-sink.ts');
  await runOwnSink(Number(rest[0]), Number(rest[1]));
}

async function ownReceivers(): Promise<void> {
  const { runOwnReceivers } = await import('./webhooks/own-receivers.ts');
  await runOwnReceivers();
}

async function bareLoop(): Promise<void> {
  const { runBareLoop } = await import('./webhooks/bare-loop.ts');
  process.stdout.write(`${JSON.stringify(await runBareLoop(rest[0] ?? ''))}\n`);
}

/** Stands apart from the others: it has no stage, no audience and no rounds. */
async function bounces(): Promise<void> {
  const { readBouncesFlags } = await import('./bounces-flags.ts');
  const asked = readBouncesFlags(rest);
  if (asked.kind === 'help') process.stdout.write(asked.text);
  else if (asked.kind === 'wrong') misused(asked.message);
  else {
    const { benchBounces } = await import('./bounces.ts');
    await run(() => benchBounces(asked.options));
  }
}

/** Stands apart for its own reason: what its one process takes is the figure. */
async function poll(): Promise<void> {
  const { readPollFlags } = await import('./poll-flags.ts');
  const asked = readPollFlags(rest);
  if (asked.kind === 'help') process.stdout.write(asked.text);
  else if (asked.kind === 'wrong') misused(asked.message);
  else {
    const { benchPoll } = await import('./poll.ts');
    await run(() => benchPoll(asked.options));
  }
}

/** Has a stage, and counts endpoints and events instead of people. */
async function webhooks(): Promise<void> {
  const { readWebhooksFlags } = await import('./webhooks/flags.ts');
  const asked = readWebhooksFlags(rest);
  if (asked.kind === 'help') process.stdout.write(asked.text);
  else if (asked.kind === 'wrong') misused(asked.message);
  else {
    const { benchWebhooks } = await import('./webhooks/webhooks.ts');
    await untilStopped((stop) => benchWebhooks(asked.options, stop));
  }
}

function misused(message: string): never {
  process.stderr.write(`${message}\nHow it is used: npm run bench -- --help\n`);
  process.exit(2);
}

async function bench(): Promise<void> {
  const { readFlags } = await import('./flags.ts');
  const asked = readFlags(process.argv.slice(2));
  switch (asked.kind) {
    case 'help':
      process.stdout.write(asked.text);
      break;
    case 'wrong':
      misused(asked.message);
      break;
    case 'run':
      await untilStopped(async (stop) => {
        const { perform } = await import('./performance.ts');
        await perform(asked.options, stop);
      });
  }
}

async function untilStopped(work: (stop: AbortSignal) => Promise<void>): Promise<void> {
  await run(async () => {
    const stop = abortedWhenToldToStop();
    await work(stop).catch((error: unknown) => {
      if (!stop.aborted) throw error;
      process.stderr.write('Stopped as asked; nothing is left behind.\n');
      process.exit(130);
    });
  });
}
