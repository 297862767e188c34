import { readFile } from 'node:fs/promises';

import { z } from 'zod';

import { alertsIn } from './diary.ts';
import type { Diary } from './diary.ts';
import { isGood } from './document.ts';
import type { Ending } from './document.ts';
import type { Narrator } from './narrator.ts';

/** What kept the story from its end, and what the service itself says about it. */
export async function tellTrouble(
  narrator: Narrator,
  error: string,
  logFile: string,
): Promise<void> {
  narrator.bad(error);
  const warnings = await lastWarnings(logFile);
  if (warnings.length > 0) narrator.line('The service’s last warnings:');
  for (const warning of warnings) narrator.line(warning);
}

const lineSchema = z.looseObject({
  level: z.number(),
  msg: z.string().default(''),
  code: z.string().optional(),
  reason: z.string().optional(),
});
const warning = 40;
/** What PostgreSQL tells its last connections when the demo itself stops it. */
const serverStopped = '57P01';

async function lastWarnings(logFile: string): Promise<readonly string[]> {
  const text = await readFile(logFile, 'utf8').catch(() => ''); // it did not come so far as to log anything
  return text
    .split('\n')
    .filter((line) => line.startsWith('{') && line.endsWith('}'))
    .map((line) => lineSchema.parse(JSON.parse(line)))
    .filter(({ level, code }) => level >= warning && code !== serverStopped)
    .map(({ msg, code = '', reason = '' }) => [msg, code, reason].join(' ').trim())
    .slice(-5);
}

interface End {
  readonly diary: Diary;
  readonly ending: Ending;
  readonly out: string | undefined;
}

export function tellEnding(narrator: Narrator, { diary, ending, out }: End): void {
  const { expectations, error } = ending;
  const broken = expectations.filter(({ holds }) => !holds);
  if (error === undefined) {
    narrator.plain('');
    for (const { expected, found } of broken) {
      narrator.bad(`Expected that ${expected}:`);
      for (const line of found.split('\n')) narrator.line(line);
    }
  }
  narrator.plain('');
  narrator.plain(isGood(ending) ? success(diary, ending) : failure(ending));
  if (out !== undefined)
    narrator.plain(`Every mail, every webhook call and the service’s log are in ${out}`);
  if (isGood(ending)) narrator.plain('To look around yourself: npm start');
}

function success(diary: Diary, { expectations, tookMs }: Ending): string {
  const alerts = alertsIn(diary);
  const languages = new Set(alerts.map(({ language }) => language)).size;
  return `All ${expectations.length} expectations hold after ${seconds(tookMs)}: ${alerts.length} alerts in ${languages} languages, ${diary.calls.length} verified webhooks, nobody twice.`;
}

function failure({ expectations, tookMs, error }: Ending): string {
  if (error !== undefined) return `The demo did not come to its end (${seconds(tookMs)}).`;
  const broken = expectations.filter(({ holds }) => !holds).length;
  return `${broken} of ${expectations.length} expectations do not hold (${seconds(tookMs)}).`;
}

function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(1)} s`;
}
