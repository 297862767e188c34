import { longestSilence } from '#tests/chaos/recovery.ts';
import { createBadDay } from '#tests/chaos/relay/bad-days.ts';
import type { BadDay } from '#tests/chaos/relay/bad-days.ts';
import { rightNow } from '#tests/chaos/relay/record.ts';
import type { Scenario } from '#tests/chaos/scenario.ts';

export const smtp: Scenario = {
  title:
    'the relay refuses, stalls and cuts at each verb, after the dot, too, answers late, breaks TLS',
  async perform(stage, tell) {
    const { relay, crew, press, chance, recipients, signal } = stage;
    const day = createBadDay(chance, recipients);
    tell(`planned: ${summaryOf(day.planned)}`);
    relay.misbehave(day.faults);
    await Promise.all([crew.hire(), crew.hire({ tls: true, env: { SMTP_TLS: 'unverified' } })]);
    await press.finished([await press.publish()], signal);
    relay.behave();
    tell(`happened: ${summaryOf(day.happened)}`);
    const { happened } = day;
    const overAt = rightNow();
    const episodes = happened.slice(0, 1).map(({ at }) => ({ at, overAt }));
    return {
      faults: happened.length,
      // It was taken, and the client cannot know that.
      allowedRepeats: happened.filter(({ fault }) => fault.kind === 'cut' && fault.taken).length,
      slowestRecoveryMs: longestSilence(episodes, relay.record.all),
      broken: missingFrom(day).map((kind) => `it was planned and did not happen: ${kind}`),
      figures: { refused: relay.record.refused.size },
    };
  },
};

function missingFrom({ planned, happened }: BadDay): readonly string[] {
  const seen = new Set(happened.map(describe));
  return [...new Set(planned.map(describe))].filter((kind) => !seen.has(kind));
}

type One = Pick<BadDay['planned'][number], 'verb' | 'fault'>;

function describe({ verb, fault }: One): string {
  switch (fault.kind) {
    case 'refuse':
      return `${fault.code} at ${verb}`;
    case 'cut':
      return `${fault.taken ? 'taken and cut' : 'cut'} at ${verb}`;
    case 'stall':
    case 'slow':
    case 'broken-handshake':
      return `${fault.kind} at ${verb}`;
  }
}

function summaryOf(faults: readonly One[]): string {
  const kinds = Map.groupBy(faults, describe);
  return [...kinds].map(([kind, all]) => `${all.length} × ${kind}`).join(', ');
}
