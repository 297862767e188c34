import { abortedWhenToldToStop, run } from '#src/running.ts';

// Baselines and the sink are processes that this command starts by its own name; each loads only what it needs, or its
// memory would not be its own.
const [first, ...rest] = process.argv.slice(2);
if (first === 'baseline') await run(baseline);
else if (first === 'own-sink') await run(ownSink);
else await bench();

async function baseline(): Promise<void> {
  const { runBaseline } = await import('./baseline.ts');
  process.stdout.write(`${JSON.stringify(await runBaseline(rest[0] ?? ''))}\n`);
}

async function ownSink(): Promise<void> {
  const { runOwnSink } = await import('./own-sink.ts');
  await runOwnSink(Number(rest[0]), Number(rest[1]));
}

async function bench(): Promise<void> {
  const { readFlags } = await import('./flags.ts');
  const asked = readFlags(process.argv.slice(2));
  switch (asked.kind) {
    case 'help':
      process.stdout.write(asked.text);
      break;
    case 'wrong':
      process.stderr.write(`${asked.message}\nHow it is used: npm run bench -- --help\n`);
      process.exit(2);
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
