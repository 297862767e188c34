import { abortedWhenToldToStop, run } from '#src/running.ts';

// Baselines and the sink are processes that this command starts by its own name; each loads only what it needs, or its
// memory would not be its own.
const [first, ...rest] = process.argv.slice(2);
if (first === 'baseline') await run(baseline);
else if (first === 'own-sink') await run(ownSink);
else if (first === 'bounces') await bounces();
else if (first === 'poll') await poll();
else await bench();

async function baseline(): Promise<void> {
  const { runBaseline } = await import('./baseline.ts');
  process.stdout.write(`${JSON.stringify(await runBaseline(rest[0] ?? ''))}\n`);
}

async function ownSink(): Promise<void> {
  const { runOwnSink } = await import('./own-sink.ts');
  await runOwnSink(Number(rest[0]), Number(rest[1]));
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
      await run(async () => {
        const { perform } = await import('./performance.ts');
        const stop = abortedWhenToldToStop();
        await perform(asked.options, stop).catch((error: unknown) => {
          if (!stop.aborted) throw error;
          process.stderr.write('Stopped as asked; nothing is left behind.\n');
          process.exit(130);
        });
      });
  }
}
