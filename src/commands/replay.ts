import { readFile } from 'node:fs/promises';

import { z } from 'zod';

import type { Env } from '#config/env.ts';
import type { SourceConfig } from '#config/sources.ts';
import { figuresSchema } from '#src/advisory/figures.ts';
import { AppError } from '#src/errors.ts';
import { formats } from '#src/sources/formats.ts';
import type { CreatePublisher, Publisher } from '#src/sources/publisher.ts';
import type { ReplaySummary } from '#src/sources/replay/count.ts';
import { recordingIn } from '#src/sources/replay/files.ts';
import type { ReplayLine } from '#src/sources/replay/line.ts';
import { createReplay } from '#src/sources/replay/replay.ts';
import { followedSources } from '#src/sources/sources-file.ts';

import { counted, misused, say, sayJson } from './command-line.ts';

export interface ReplayAsked {
  readonly hint: string;
  readonly source?: string | undefined;
  readonly dir?: string | undefined;
  readonly policy?: string | undefined;
  readonly json: boolean;
}

/** Shows what the policy would have done with recorded documents. False when not one poll could be judged. */
export async function replayRecorded(
  env: Env,
  { hint, source, dir, policy, json }: ReplayAsked,
): Promise<boolean> {
  if (source === undefined) throw misused(hint, 'Expected --source and the id of a source');
  if (dir === undefined) throw misused(hint, 'Expected --dir and a folder of recorded documents');
  const { mode, ...figures } = await readPolicy(policy);
  const { sourceId, url, publisher } = await publisherOf(source, env);
  const recording = await recordingIn(dir, url);
  const emit = json ? sayJson : (line: ReplayLine) => say(textOf(line));
  const replay = createReplay({ sourceId, publisher, mode, figures, emit });
  const progress = createProgress(recording.polls);
  for await (const poll of recording.read()) {
    replay.poll(poll);
    progress.step(poll.label);
  }
  const summary = { ...replay.summary(), skipped: recording.skipped.length };
  progress.end(recording.skipped);
  if (json) sayJson({ summary });
  else say(summaryText(summary));
  return summary.polls > 0;
}

const policySchema = figuresSchema.extend({
  mode: z.enum(['publish', 'review', 'signal']).default('publish'),
});

async function readPolicy(file: string | undefined): Promise<z.infer<typeof policySchema>> {
  if (file === undefined) return policySchema.parse({});
  const parsed = policySchema.safeParse(await readJson(file));
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const unknown = issue?.code === 'unrecognized_keys' ? issue.keys.join(', ').slice(0, 100) : '';
  const what = unknown === '' ? `${issue?.path.join('.')}: ${issue?.message}` : `got ${unknown}`;
  const known = Object.keys(policySchema.shape).join(', ');
  throw new AppError('INPUT_INVALID', `--policy: ${what}; expected some of ${known}`);
}

async function readJson(file: string): Promise<unknown> {
  try {
    return JSON.parse(await readFile(file, 'utf8'));
  } catch (cause) {
    const message = '--policy: expected a file of JSON, as in { "steepDropSteps": 3 }';
    throw new AppError('INPUT_INVALID', message, { cause });
  }
}

/** Names by which recordings are filed elsewhere. */
const aliases: Readonly<Record<string, string>> = { 'uk-govuk': 'uk-fcdo', 'imd-cap': 'cap' };

interface Found {
  readonly sourceId: string;
  readonly url: string;
  readonly publisher: Publisher;
}

async function publisherOf(asked: string, env: Env): Promise<Found> {
  const sourceId = aliases[asked] ?? asked;
  const sources = await followedSources(env);
  const { format, url, options } = settingsOf(sourceId, sources[sourceId]);
  const create: CreatePublisher | undefined = formats[format];
  if (create === undefined) throw noSuchFormat(asked);
  const publisher = create({ sourceId, url, options });
  return { sourceId, url: publisher.documents[0]?.url ?? url, publisher };
}

/** A source need not be configured to be replayed: its format is then named like it. */
function settingsOf(sourceId: string, configured: SourceConfig | undefined) {
  if (configured?.kind !== 'polled') {
    return { format: sourceId, url: 'https://recorded.example/', options: undefined };
  }
  return { format: sourceId, options: undefined, ...configured };
}

function noSuchFormat(asked: string): AppError {
  const known = [...Object.keys(formats), ...Object.keys(aliases)].join(', ');
  const arrived = asked.replaceAll(/[^\w-]/g, '?').slice(0, 60);
  return new AppError(
    'NOT_FOUND',
    `--source: expected a source whose documents can be replayed (${known}), got ${arrived}`,
  );
}

function textOf({ at, country, fromLevel, toLevel, decision, rule, wording }: ReplayLine): string {
  const levels = `${fromLevel ?? '-'}→${toLevel ?? '-'}`;
  const columns = [at.padEnd(20), (country ?? '-').padEnd(2), levels, decision.padEnd(7)];
  return [...columns, rule.padEnd(18), wording].join('  ');
}

function summaryText({ byRule, ...counts }: ReplaySummary & { readonly skipped: number }): string {
  const totals = Object.entries(counts).map(([name, count]) => `  ${name}: ${count}`);
  const rules = Object.entries(byRule).flatMap(([decision, of]) =>
    Object.entries(of).map(([rule, count]) => `  ${decision} ${rule}: ${count}`),
  );
  return ['', 'Summary', ...totals, 'By rule', ...rules].join('\n');
}

/** Only for people who watch: programs read standard output alone. */
function createProgress(polls: number) {
  const { stderr } = process;
  let done = 0;
  return {
    step(label: string): void {
      done += 1;
      if (stderr.isTTY && done % 10 === 0) stderr.write(`\r${done} of ${polls} polls, ${label} `);
    },
    end(skipped: readonly string[]): void {
      if (stderr.isTTY) stderr.write('\r\n');
      if (skipped.length === 0) return;
      const files = counted(skipped.length, 'file');
      stderr.write(`${files} left out, for their names begin with no date.\n`);
    },
  };
}
