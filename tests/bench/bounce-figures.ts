import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

import { z } from 'zod';

import { classify } from '#src/inbound/classify/classify.ts';
import { messagesIn } from '#src/inbound/classify/mailbox.ts';
import type { Notice } from '#src/inbound/classify/notice.ts';

const labelSchema = z.object({
  recipient: z.string().nullish(),
  class: z.string(),
  expectedAction: z.string(),
});
type Label = z.infer<typeof labelSchema>;

export const labelsSchema = z.object({
  samples: z.array(z.object({ file: z.string(), recipients: z.array(labelSchema) })),
});

export interface BounceFigures {
  readonly precision: number;
  readonly recall: number;
  readonly recipientsExact: number;
  readonly wrongSuppressions: number;
  readonly slowestMs: number;
  readonly messages: number;
}

/** What the classifier makes of every labelled file of a folder. */
export async function measureBounces(folder: string, labels: string): Promise<BounceFigures> {
  const { samples } = labelsSchema.parse(JSON.parse(labels));
  const files = await Promise.all(
    samples.map(async ({ file, recipients }) => ({
      labelled: recipients,
      bytes: await readFile(join(folder, file)),
    })),
  );
  const scores = files.map(({ bytes, labelled }) => scoreOf(noticesIn(bytes), labelled));
  const sum = (of: (score: Score) => number) => scores.reduce((all, score) => all + of(score), 0);
  const right = sum(({ rightly }) => rightly);
  const wrong = sum(({ wrongly }) => wrongly);
  const slowest = Math.max(...files.map(({ bytes }) => timeOf(bytes)));
  return {
    precision: share(right, right + wrong),
    recall: share(right, right + sum(({ missed }) => missed)),
    recipientsExact: share(
      sum(({ isExact }) => Number(isExact)),
      scores.length,
    ),
    wrongSuppressions: wrong,
    slowestMs: Math.round(slowest * 100) / 100,
    messages: scores.length,
  };
}

export function noticesIn(file: Buffer): readonly Notice[] {
  return messagesIn(file).flatMap((message) => classify(message).notices);
}

export interface Score {
  readonly rightly: number;
  readonly wrongly: number;
  readonly missed: number;
  readonly isExact: boolean;
}

/** Notices and labels are paired by address, then labels that name nobody with whatever is left. */
export function scoreOf(notices: readonly Notice[], labels: readonly Label[]): Score {
  const left = [...notices];
  const take = (isMeant: (notice: Notice) => boolean) => {
    const at = left.findIndex(isMeant);
    return at === -1 ? undefined : left.splice(at, 1)[0];
  };
  const named = labels.filter(isNamed);
  const pairs = [...named, ...labels.filter((label) => !isNamed(label))].map((label) => ({
    label,
    notice: take(({ recipient }) => !isNamed(label) || isSame(recipient, label.recipient)),
  }));
  const count = (is: (pair: (typeof pairs)[number]) => boolean) => pairs.filter(is).length;
  return {
    rightly: count(({ label, notice }) => wanted(label) && suppressed(notice)),
    wrongly:
      count(({ label, notice }) => !wanted(label) && suppressed(notice)) +
      left.filter((notice) => suppressed(notice)).length,
    missed: count(({ label, notice }) => wanted(label) && !suppressed(notice)),
    isExact: left.length === 0 && pairs.every(({ notice }) => notice !== undefined),
  };
}

function suppressed(notice?: Notice): boolean {
  return notice?.action === 'suppress';
}

function wanted({ expectedAction }: Label): boolean {
  return expectedAction === 'suppress';
}

/** Some labels have no address, and some one that stands for "the message names nobody". */
function isNamed({ recipient }: Label): boolean {
  return typeof recipient === 'string' && !recipient.endsWith('.invalid');
}

function isSame(found: string | undefined, labelled: string | null | undefined): boolean {
  return found?.toLowerCase() === labelled?.toLowerCase();
}

function share(part: number, whole: number): number {
  return whole === 0 ? 1 : Math.round((part / whole) * 10_000) / 10_000;
}

function timeOf(bytes: Buffer): number {
  const times = Array.from({ length: 5 }, () => {
    const from = performance.now();
    classify(bytes);
    return performance.now() - from;
  });
  return Math.min(...times);
}
