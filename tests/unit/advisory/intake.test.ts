import { pino } from 'pino';
import { expect, test } from 'vitest';

import type { AdvisoryEvent, Judgement, SourceHistory } from '#src/advisory/event.ts';
import { createIntake } from '#src/advisory/intake.ts';
import { aContent } from '#tests/support/builders-content.ts';

test('a source that may publish has its advisory published, once', async () => {
  const it = anIntake({ mode: 'publish' });
  await it.intake.judge(1, soon());
  await it.intake.judge(1, soon());
  expect(it.judgements).toMatchObject([
    { change: { kind: 'new' }, verdict: { kind: 'publish' }, at },
  ]);
  expect(it.published).toEqual(['draft-1']);
});

test('prose waits for an officer, as a draft', async () => {
  const it = anIntake({ mode: 'review' });
  await it.intake.judge(1, soon());
  expect(it.judgements).toMatchObject([
    { verdict: { kind: 'review', reason: 'source-needs-review' } },
  ]);
  expect(it.published).toEqual([]);
});

test('a first poll is remembered and makes neither draft nor publication', async () => {
  const it = anIntake({ mode: 'publish', firstSight: true });
  await it.intake.judge(1, soon());
  expect(it.judgements).toMatchObject([{ verdict: { kind: 'ignore', reason: 'first-sight' } }]);
  expect(it.published).toEqual([]);
});

test('a worker that died between the verdict and the publication is followed by one that publishes', async () => {
  const it = anIntake({ mode: 'publish', failPublishing: 1 });
  await expect(it.intake.judge(1, soon())).rejects.toThrow('the database went away');
  await it.intake.judge(1, soon());
  expect(it.judgements).toHaveLength(1);
  expect(it.published).toEqual(['draft-1']);
});

test('an intake that is told to stop judges nothing', async () => {
  const it = anIntake({ mode: 'publish' });
  await expect(it.intake.judge(1, AbortSignal.abort())).rejects.toThrow('aborted');
  expect(it.judgements).toEqual([]);
});

const at = new Date('2026-03-04T10:00:00Z');

interface Setting {
  readonly mode: SourceHistory['mode'];
  readonly firstSight?: boolean;
  readonly failPublishing?: number;
}

/** An intake over one event that is kept in memory as storage keeps it. */
function anIntake({ mode, firstSight = false, failPublishing = 0 }: Setting) {
  const event: AdvisoryEvent = {
    id: 1,
    sourceId: 'in-mea',
    key: 'https://ministry.example/press/1',
    reportId: 1,
    content: aContent(),
    sourceChangedAt: undefined,
  };
  const history = {
    previous: undefined,
    previousChangedAt: undefined,
    firstSight,
    changedInPoll: 1,
    countriesOfSource: 1,
  };
  const judgements: Judgement[] = [];
  const published: string[] = [];
  let failures = failPublishing;
  const intake = createIntake({
    events: {
      unjudged: async () => (judgements.length === 0 ? { event, history } : undefined),
      async judge(judgement) {
        judgements.push(judgement);
        return judgement.verdict.kind === 'ignore' ? undefined : 'draft-1';
      },
      unpublished: async () =>
        judgements[0]?.verdict.kind === 'publish' && published.length === 0 ? 'draft-1' : undefined,
    },
    modeOf: () => mode,
    async publish(draftId) {
      failures -= 1;
      if (failures >= 0) throw new Error('the database went away');
      published.push(draftId);
    },
    now: () => at,
    log: pino({ level: 'silent' }),
  });
  return { intake, judgements, published };
}

function soon(): AbortSignal {
  return AbortSignal.timeout(5000);
}
