import { sql } from 'kysely';
import { describe, expect, test } from 'vitest';

import { delivery } from '#config/delivery.ts';
import { tellOwners } from '#src/store/owner-notices.ts';
import { openDuty } from '#tests/support/duty.ts';
import type { Duty } from '#tests/support/duty.ts';
import { anEmbassy } from '#tests/support/embassy.ts';
import { publish } from '#tests/support/publishing.ts';
import { startWebhookReceiver } from '#tests/support/webhook-receiver.ts';
import type { WebhookReceiver } from '#tests/support/webhook-receiver.ts';

const hour = 3_600;
const day = 24 * hour;
const owner = 'owner@embassy.example';
const staffed = { env: { DUTY_ADDRESS: 'duty@staff.example', RECIPIENT_ALLOWLIST: '*' } };

const refuse = (receiver: WebhookReceiver, headers: Readonly<Record<string, string>> = {}) =>
  receiver.answerWith((response) => response.writeHead(503, headers).end());

interface CallRow {
  readonly state: string;
  readonly reason: string;
  /** From one attempt to the next, in seconds. */
  readonly waits: number;
}

async function lastCall({ app }: Duty): Promise<CallRow | undefined> {
  const { rows } = await sql<CallRow>`
    select state, reason, extract(epoch from due_at - attempted_at)::float8 as waits from calls order by sequence desc limit 1`.execute(
    app.db,
  );
  return rows[0];
}

/** So much time goes by: what waits is nearer by that, and what failed is as much longer ago. */
async function passes({ app: { db } }: Duty, seconds: number): Promise<void> {
  const by = sql`make_interval(secs => ${seconds})`;
  await sql`update calls set due_at = due_at - ${by} where state = 'pending'`.execute(db);
  await sql`update lines set due_at = due_at - ${by}, failing_since = failing_since - ${by} where due_at < 'infinity' or failing_since is not null`.execute(
    db,
  );
}

const round = ({ app }: Duty) => tellOwners({ ...app, dutyAddress: staffed.env.DUTY_ADDRESS });

/** Tries until the call ends; gives how long that took, in seconds. */
async function lasts(duty: Duty): Promise<number> {
  let lasted = 0;
  for (let tries = 0; tries <= delivery.mostAttempts.webhook; tries += 1) {
    await duty.callAll();
    const call = await lastCall(duty);
    if (call?.state !== 'pending') return lasted;
    const waits = Math.ceil(call.waits) + 1;
    lasted += waits;
    await passes(duty, waits);
  }
  throw new Error('expected a call that ends');
}

describe('W5 · an endpoint that only fails', () => {
  test('is tried for 75 hours and more, then its call ends visibly; after five days it is disabled, and its owner hears of it once', async () => {
    await using duty = await openDuty(staffed);
    await using receiver = await startWebhookReceiver();
    const { id } = await anEmbassy(duty.app, receiver);
    await duty.app.endpoints.change(id, { contacts: [{ email: owner }] }, 'an operator');
    refuse(receiver);
    await publish(duty.app);
    const lasted = await lasts(duty);
    expect(lasted).toBeGreaterThanOrEqual(75 * hour);
    expect(receiver.received).toHaveLength(delivery.mostAttempts.webhook);
    expect(await lastCall(duty)).toMatchObject({
      state: 'failed',
      reason: 'attempts-exhausted http-503',
    });
    expect(await duty.app.endpoints.find(id)).toMatchObject({
      state: 'active',
      failingReason: 'attempts-exhausted http-503',
    });
    await passes(duty, 5 * day - lasted + hour);
    await publish(duty.app);
    await duty.callAll();
    expect(await duty.app.endpoints.find(id)).toMatchObject({
      state: 'disabled',
      reason: 'failing-for-five-days',
    });
    expect(await round(duty)).toMatchObject({ disabled: 1 });
    expect(await round(duty)).toMatchObject({ disabled: 0 });
    await duty.sendNotices();
    expect(await duty.mailTo(owner)).toHaveLength(1);
  });

  test.each([
    ['ten days in seconds', '864000', day],
    ['ten days as a date', new Date(Date.now() + 10 * day * 1_000).toUTCString(), day],
    ['a day that has gone by', 'Wed, 02 Jul 2025 10:15:30 GMT', 5],
    ['less than nothing', '-864000', 5],
    ['nothing that can be read', 'Monday 99999', 5],
  ])(
    'and asks to be left alone for %s is tried again within a day',
    async (_what, asked, waits) => {
      await using duty = await openDuty();
      await using receiver = await startWebhookReceiver();
      await anEmbassy(duty.app, receiver);
      refuse(receiver, { 'retry-after': asked });
      await publish(duty.app);
      await duty.callAll();
      const call = await lastCall(duty);
      expect(call).toMatchObject({ state: 'pending', reason: 'http-503' });
      expect(call?.waits).toBeLessThan(waits + hour);
      expect(call?.waits).toBeGreaterThan(waits - 1);
    },
  );
});
