import { writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import { launch } from '#src/embedded/process.ts';
import type { Running } from '#src/embedded/process.ts';

import type { BaselineTask } from './baseline.ts';
import { cpuSeconds, peakRssMb } from './proc.ts';
import { roundSchema } from './round.ts';
import type { Round } from './round.ts';
import type { Sample } from './sample.ts';
import type { Stage } from './stage.ts';

const main = resolve(import.meta.dirname, 'main.ts');

interface Process {
  readonly stage: Pick<Stage, 'dir'>;
  readonly name: string;
  readonly command: readonly string[];
}

/** One baseline once, in a process of its own that says at its end what it measured. */
export async function measureBaseline(
  { stage, task }: { readonly stage: Stage; readonly task: BaselineTask },
  signal: AbortSignal,
): Promise<Round> {
  const command = [process.execPath, main, 'baseline', JSON.stringify(task)];
  const running = await start({ stage, name: task.name, command });
  await untilEnded(running, signal);
  const lastLine = (await running.lastWords()).split('\n').at(-1) ?? '';
  return roundSchema.parse(JSON.parse(lastLine));
}

interface SmtpSourceTask {
  readonly stage: Stage;
  readonly sample: Sample;
  readonly recipients: number;
  readonly connections: number;
}

/** Postfix's own load generator with the same message; as it says nothing of its first message, one is sent alone before. */
export async function measureSmtpSource(
  { stage, sample, recipients, connections }: SmtpSourceTask,
  signal: AbortSignal,
): Promise<Round> {
  const file = join(stage.dir, 'message.eml');
  // It ends the lines itself.
  const text = Buffer.from(sample.raw, 'base64').toString('latin1').replaceAll('\r\n', '\n');
  await writeFile(file, text, 'latin1');
  const ends = ['-F', file, '-f', sample.envelopeFrom, '-t', 'citizen@example.org'];
  const send = async (count: number, lines: number) => {
    const flags = ['-d', '-s', String(lines), '-m', String(count), ...ends];
    const command = ['smtp-source', ...flags, `127.0.0.1:${stage.sink.port}`];
    const startedAt = performance.now();
    const running = await start({ stage, name: 'smtp-source', command });
    const watched = watch(running);
    await untilEnded(running, signal);
    return { tookMs: performance.now() - startedAt, ...(await watched) };
  };
  const { tookMs: firstMs } = await send(1, 1);
  const { tookMs: allMs, rssMb, cpu } = await send(recipients, connections);
  const cpuSecondsPer1000 = (cpu / recipients) * 1_000;
  return { recipients, firstMs, allMs, peakRssMb: rssMb, cpuSecondsPer1000 };
}

function start({ stage, name, command }: Process): Promise<Running> {
  return launch({ command, logFile: join(stage.dir, `${name}.log`), dyingSignal: 'TERM' });
}

async function untilEnded(running: Running, signal: AbortSignal): Promise<void> {
  const stop = () => running.kill('SIGTERM');
  signal.addEventListener('abort', stop, { once: true });
  const { clean, how } = await running.ended;
  signal.removeEventListener('abort', stop);
  signal.throwIfAborted();
  if (!clean) throw new Error(`a baseline ended by ${how}:\n${await running.lastWords()}`);
}

/** A program that says nothing about itself is looked at until it ends; what it took after the last look is not seen. */
async function watch(running: Running) {
  let [rssMb, cpu] = [0, 0];
  while (!running.hasEnded()) {
    const [seenRss, seenCpu] = [await peakRssMb(running.pid), await cpuSeconds(running.pid)];
    rssMb = Math.max(rssMb, Number.isNaN(seenRss) ? 0 : seenRss);
    cpu = Math.max(cpu, Number.isNaN(seenCpu) ? 0 : seenCpu);
    await sleep(20);
  }
  return { rssMb, cpu };
}
