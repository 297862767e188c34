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
    { decision: { change: { kind: 'new' }, verdict: { kind: 'publish' } }, at },
  ]);
  expect(it.published).toEqual(['draft-1']);
});

test('prose waits for an officer, as a draft', async () => {
  const it = anIntake({ mode: 'review' });
  await it.intake.judge(1, soon());
  expect(it.judgements).toMatchObject([
    { decision: { verdict: { kind: 'review', reason: 'source-needs-review' } } },
  ]);
  expect(it.published).toEqual([]);
});

test('a first poll is remembered and makes neither draft nor publication', async () => {
  const it = anIntake({ mode: 'publish', firstSight: true });
  await it.intake.judge(1, soon());
  expect(it.judgements).toMatchObject([
    { decision: { verdict: { kind: 'ignore', reason: 'first-sight' } } },
  ]);
  expect(it.published).toEqual([]);
});

test('a worker that died between the verdict and the publication is followed by one that publishes', async () => {
  const it = anIntake({ mode: 'publish', failPublishing: 1 });
  await expect(it.intake.judge(1, soon())).rejects.toThrow('the database went away');
  await it.intake.judge(1, soon());
  expect(it.judgements).toHaveLength(1);
  expect(it.published).toEqual(['draft-1']);
});

test.each([
  { when: 'somebody has edited', now: { isAsJudged: false }, reason: 'edited' },
  { when: 'is no longer the source’s last word', now: { isNewest: false }, reason: 'newer-event' },
])('a draft that $when waits for an officer, whatever the verdict was', async ({ now, reason }) => {
  const it = anIntake({ mode: 'publish', ...now });
  await it.intake.judge(1, soon());
  expect(it.held).toEqual([reason]);
  expect(it.published).toEqual([]);
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
  readonly isAsJudged?: boolean;
  readonly isNewest?: boolean;
}

/** An intake over one event that is kept in memory as storage keeps it. */
function anIntake({
  mode,
  firstSight = false,
  failPublishing = 0,
  isAsJudged = true,
  isNewest = true,
}: Setting) {
  const event: AdvisoryEvent = {
    id: 1,
    sourceId: 'in-mea',
    key: 'https://ministry.example/press/1',
    reportId: 1,
    content: aContent(),
    sourceChangedAt: undefined,
    seenAt: at,
    isProse: false,
    doubts: [],
  };
  const history = {
    previous: undefined,
    previousChangedAt: undefined,
    hadVanished: false,
    standing: undefined,
    recent: [],
    firstSight,
    changedInPoll: 1,
    countriesOfSource: 1,
  };
  const judgements: Judgement[] = [];
  const published: string[] = [];
  const held: string[] = [];
  let failures = failPublishing;
  const intake = createIntake({
    events: {
      unjudged: async () => (judgements.length === 0 ? { event, history } : undefined),
      async judge(judgement) {
        judgements.push(judgement);
        return judgement.decision.verdict.kind === 'ignore' ? undefined : 'draft-1';
      },
      oneByOne: (_id, work) => work(),
      unpublished: async () =>
        judgements[0]?.decision.verdict.kind === 'publish' &&
        published.length === 0 &&
        held.length === 0
          ? { draftId: 'draft-1', sourceId: 'in-mea', hash: 'a hash', isAsJudged, isNewest }
          : undefined,
      hold: async (_id, reason) => {
        held.push(reason);
      },
    },
    modeOf: () => mode,
    async publish({ draftId }) {
      failures -= 1;
      if (failures >= 0) throw new Error('the database went away');
      published.push(draftId);
    },
    now: () => at,
    log: pino({ level: 'silent' }),
  });
  return { intake, judgements, published, held };
}

function soon(): AbortSignal {
  return AbortSignal.timeout(60_000);
}
