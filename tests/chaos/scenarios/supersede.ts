import { setTimeout as sleep } from 'node:timers/promises';

import type { Command } from '#src/dispatch/publication.ts';
import type { Issue } from '#tests/chaos/press.ts';
import { rightNow } from '#tests/chaos/relay/record.ts';
import type { Acceptance } from '#tests/chaos/relay/record.ts';
import type { Scenario, Tell } from '#tests/chaos/scenario.ts';
import type { Stage } from '#tests/chaos/stage.ts';

import { inTheMiddle } from './redis.ts';

/** No message of what was paused, stopped or superseded begins later than this. */
const limitMs = 1_000;
/** With few citizens everybody would be told before the word has come. */
const atLeastMs = 8_000;
const lines = 20;

interface Ended {
  readonly how: string;
  /** The last message's beginning after the word was given. */
  readonly lateMs: number;
  readonly left: number;
}

/** Few enough connections that somebody is left to be told when the moment has come. */
const env = { SMTP_CONNECTIONS: '64' };

export const supersede: Scenario = {
  title: 'publications are paused, stopped and superseded at full speed',
  async perform(stage, tell) {
    const { relay, crew, recipients } = stage;
    const ms = Math.floor((atLeastMs * lines) / recipients);
    relay.misbehave((verb) => (verb === 'dot' && ms > 1 ? { kind: 'slow', ms } : undefined));
    await Promise.all([crew.hire({ env }), crew.hire({ env })]);
    const ends = [await pause(stage), await stop(stage), await replace(stage)];
    for (const { how, lateMs, left } of ends)
      tell(`${how}: the last message began ${lateMs} ms later, ${left} were left`);
    return {
      faults: ends.length,
      allowedRepeats: 0,
      slowestRecoveryMs: 0,
      broken: [
        ...ends.flatMap((end) => whatIsWrong(end, stage.patience(limitMs))),
        ...wrongOrder(stage, tell),
      ],
      figures: { lateMs: Object.fromEntries(ends.map(({ how, lateMs }) => [how, lateMs])) },
    };
  },
};

async function pause(stage: Stage): Promise<Ended> {
  const { press, signal } = stage;
  const issue = await inTheMiddle(stage);
  const at = await command(stage, issue, 'pause');
  await sleep(2 * stage.patience(limitMs), undefined, { signal });
  const ended = endOf(stage, { issue, at, how: 'paused' });
  await command(stage, issue, 'resume');
  await press.finished([issue], signal);
  return ended;
}

async function stop(stage: Stage): Promise<Ended> {
  const { press, signal } = stage;
  const issue = await inTheMiddle(stage);
  const at = await command(stage, issue, 'stop');
  press.withdraw(issue);
  await press.finished([issue], signal);
  return endOf(stage, { issue, at, how: 'stopped' });
}

async function replace(stage: Stage): Promise<Ended> {
  const { press, signal } = stage;
  const issue = await inTheMiddle(stage);
  const newer = await press.publish({ follows: issue });
  const at = rightNow();
  press.withdraw(issue);
  await press.finished([issue, newer], signal);
  return endOf(stage, { issue, at, how: 'superseded' });
}

/** When the word was given. */
async function command({ app }: Stage, issue: Issue, word: Command): Promise<number> {
  const progress = await app.publications.command(issue.publicationId, word, 'an officer');
  if (progress === undefined) throw new Error(`expected a publication that one may ${word}`);
  return rightNow();
}

interface Word {
  readonly issue: Issue;
  readonly at: number;
  readonly how: string;
}

function endOf({ relay, recipients }: Stage, { issue, at, how }: Word): Ended {
  const own = relay.record.all.filter(({ publication }) => publication === issue.mark);
  const lastAt = Math.max(...own.map(({ begunAt }) => begunAt));
  return { how, lateMs: Math.max(0, Math.round(lastAt - at)), left: recipients - own.length };
}

function whatIsWrong({ how, lateMs, left }: Ended, mostMs: number): readonly string[] {
  return [
    ...(lateMs <= mostMs ? [] : [`${how}: a message began ${lateMs} ms later`]),
    ...(left > 0 ? [] : [`${how}: nobody was left to be told, so nothing was shown`]),
  ];
}

/** Nobody gets the older word after the newer one. */
function wrongOrder({ relay, press }: Stage, tell: Tell): readonly string[] {
  const [older, newer] = press.issues().slice(-2);
  const of = (issue: Issue | undefined) =>
    new Map(
      relay.record.all
        .filter(({ publication }) => publication === issue?.mark)
        .map((one): [string, Acceptance] => [one.recipient, one]),
    );
  const corrected = of(newer);
  const both = [...of(older)].filter(([recipient]) => corrected.has(recipient));
  const wrong = both.filter(([recipient, { at }]) => (corrected.get(recipient)?.begunAt ?? 0) < at);
  tell(`${both.length} got both words, ${corrected.size} the newer one`);
  return wrong.length === 0 ? [] : [`${wrong.length} got the older word after the newer one`];
}
