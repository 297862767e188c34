import { sql } from 'kysely';
import { describe, expect, test } from 'vitest';

import { escalateDue } from '#src/store/escalating.ts';
import { tellOwners } from '#src/store/owner-notices.ts';
import { createWatchOf } from '#src/watching.ts';
import { createWeb } from '#src/web.ts';
import { aMailbox, afterMinutes, anEmbassy, tell } from '#tests/support/asked.ts';
import { openDuty } from '#tests/support/duty.ts';
import type { Duty } from '#tests/support/duty.ts';
import { keptLog } from '#tests/support/log.ts';

const staffed = { env: { DUTY_ADDRESS: 'duty@staff.example', RECIPIENT_ALLOWLIST: '*' } };
const first = 'first@embassy.example';
const second = 'second@embassy.example';

const listed = ({ app }: Duty, isOpen = false) => app.acknowledgements.list({ limit: 50, isOpen });

const trailOf = async (duty: Duty) =>
  (await listed(duty)).map(({ acknowledgement }) =>
    acknowledgement.trail.map(({ step, contact }) => `${step}${contact ?? ''}`),
  );

async function linkTo(duty: Duty, address: string): Promise<string> {
  const mails = await duty.mailTo(address);
  return /\/acknowledge\/([\w-]+)/.exec(mails.at(-1)?.text ?? '')?.[1] ?? '';
}

describe('W9: an emergency that a mission does not acknowledge', () => {
  test('goes to its contacts one after the other, and last to the officers on duty', async () => {
    await using duty = await openDuty(staffed);
    await anEmbassy(duty.app);
    await tell(duty.app);
    expect(await afterMinutes(duty.app, 9)).toEqual({ mailed: 0, officersTold: 0 });
    expect(await afterMinutes(duty.app, 1)).toEqual({ mailed: 1, officersTold: 0 });
    expect(await afterMinutes(duty.app, 4)).toEqual({ mailed: 0, officersTold: 0 });
    expect(await afterMinutes(duty.app, 1)).toEqual({ mailed: 1, officersTold: 0 });
    expect(await afterMinutes(duty.app, 5)).toEqual({ mailed: 0, officersTold: 1 });
    expect(await afterMinutes(duty.app, 60)).toEqual({ mailed: 0, officersTold: 0 });
    expect(await trailOf(duty)).toEqual([['asked', 'escalated0', 'escalated1', 'told-officers']]);
    await duty.sendNotices();
    for (const address of [first, second]) {
      const [mail, ...more] = await duty.mailTo(address);
      expect(more).toEqual([]);
      expect(mail?.text).toContain('Embassy <Bamako> has not told us that they have this');
      expect(mail?.html).toContain('Embassy &lt;Bamako&gt;');
    }
    const raw = duty.sink.messages.map((message) => message.raw.toString()).join('\n');
    expect(raw).not.toContain('List-Unsubscribe');
    expect(raw).toContain('Auto-Submitted: auto-generated');
  });

  test('rings for the officers once, is mailed to them once, and is over when they have written down an answer', async () => {
    await using duty = await openDuty(staffed);
    const { id } = await anEmbassy(duty.app, []);
    const { event } = await tell(duty.app);
    await afterMinutes(duty.app, 10);
    const { log, said } = keptLog();
    const watch = createWatchOf({ ...duty.app, log });
    await watch.look();
    await watch.look();
    await duty.sendNotices();
    expect(said('acknowledgement.missing')).toMatchObject([{ eventId: event, lane: 'emergency' }]);
    const [mail, ...more] = await duty.mailTo('duty@staff.example');
    expect(more).toEqual([]);
    expect(mail?.text).toContain(`acknowledge ${event}`);
    await duty.app.acknowledgements.acknowledge({
      endpoint: id,
      event,
      by: 'Consul',
      note: 'by telephone',
      means: 'officer',
      officer: 'Asha',
    });
    await watch.look();
    expect(said('acknowledgement.arrived')).toMatchObject([{ subject: event }]);
    expect(await listed(duty, true)).toEqual([]);
  });

  test('is mailed to nobody who would read it after somebody has answered', async () => {
    await using duty = await openDuty(staffed);
    const { id } = await anEmbassy(duty.app);
    const { event } = await tell(duty.app);
    await afterMinutes(duty.app, 10);
    const answer = { endpoint: id, event, by: undefined, note: undefined, means: 'call' } as const;
    await duty.app.acknowledgements.acknowledge(answer);
    await duty.sendNotices();
    expect(await duty.mailTo(first)).toEqual([]);
    expect(await afterMinutes(duty.app, 60)).toEqual({ mailed: 0, officersTold: 0 });
  });

  test('is asked for no more when a later message of the advisory takes its place', async () => {
    await using duty = await openDuty(staffed);
    await anEmbassy(duty.app);
    const { advisoryId } = await tell(duty.app);
    await tell(duty.app, { lane: 'routine', advisoryId });
    expect(await afterMinutes(duty.app, 60)).toEqual({ mailed: 0, officersTold: 0 });
    expect(await trailOf(duty)).toEqual([['asked', 'replaced']]);
  });

  test('goes to the contacts at once where the endpoint is disabled, and to nobody where it was removed', async () => {
    await using duty = await openDuty(staffed);
    const { id } = await anEmbassy(duty.app);
    await duty.app.endpoints.disable(id, 'http-410', 'the service');
    await tell(duty.app);
    expect(await escalateDue(duty.app)).toEqual({ mailed: 1, officersTold: 0 });
    await duty.app.endpoints.remove(id, 'an operator');
    expect(await afterMinutes(duty.app, 60)).toEqual({ mailed: 0, officersTold: 0 });
  });

  test('goes to the contacts at once where the endpoint has moved and not answered at its new address', async () => {
    await using duty = await openDuty(staffed);
    const { id } = await anEmbassy(duty.app);
    const url = 'https://moved.example.org/hook';
    expect(await duty.app.endpoints.change(id, { url }, 'endpoint:it')).toMatchObject({
      state: 'unverified',
    });
    await tell(duty.app);
    expect(await escalateDue(duty.app)).toEqual({ mailed: 1, officersTold: 0 });
  });

  test('is escalated once by however many processes look at once, and one that dies half way has done nothing', async () => {
    await using duty = await openDuty(staffed);
    await anEmbassy(duty.app);
    await tell(duty.app);
    await sql`update acknowledgements set escalates_at = now()`.execute(duty.app.db);
    await sql`alter table acknowledgement_steps add constraint dying check (step <> 'escalated') not valid`.execute(
      duty.app.db,
    );
    await expect(escalateDue(duty.app)).rejects.toThrow('dying');
    await sql`alter table acknowledgement_steps drop constraint dying`.execute(duty.app.db);
    const done = await Promise.all([1, 2, 3].map(() => escalateDue(duty.app)));
    expect(done.map((one) => one?.mailed ?? 0).reduce((a, b) => a + b)).toBe(1);
    await duty.sendNotices();
    expect(await duty.mailTo(first)).toHaveLength(1);
  });

  test('is asked for in emergencies only', async () => {
    await using duty = await openDuty(staffed);
    await anEmbassy(duty.app);
    await tell(duty.app, { lane: 'urgent' });
    expect(await listed(duty)).toEqual([]);
  });
});

describe('W9: the link in a contact’s mail', () => {
  test('changes nothing when it is opened, acknowledges by its button, and tells who came first', async () => {
    await using duty = await openDuty(staffed);
    await using web = await createWeb(duty.app);
    await anEmbassy(duty.app);
    await tell(duty.app);
    await afterMinutes(duty.app, 10);
    await afterMinutes(duty.app, 5);
    await duty.sendNotices();
    const url = `/acknowledge/${await linkTo(duty, first)}`;
    const opened = await web.app.inject({ url });
    expect(opened.statusCode).toBe(200);
    expect(opened.body).toContain('Embassy &lt;Bamako&gt;');
    expect((await listed(duty, true)).map(({ acknowledgement }) => acknowledgement.state)).toEqual([
      'open',
    ]);
    const pressed = await web.app.inject({ method: 'POST', url });
    expect(pressed.body).toContain('acknowledged by First secretary');
    const later = await web.app.inject({
      method: 'POST',
      url: `/acknowledge/${await linkTo(duty, second)}`,
    });
    expect(later.body).toContain('acknowledged by First secretary');
    expect(await listed(duty)).toMatchObject([
      { acknowledgement: { means: 'link', acknowledgedBy: 'First secretary' } },
    ]);
  });

  test('opens nothing for whoever is no contact any more, nor when it was altered', async () => {
    await using duty = await openDuty(staffed);
    await using web = await createWeb(duty.app);
    const { id } = await anEmbassy(duty.app);
    await tell(duty.app);
    await afterMinutes(duty.app, 10);
    await duty.sendNotices();
    const token = await linkTo(duty, first);
    await duty.app.endpoints.change(id, { contacts: [] }, 'an operator');
    const altered = `${token.startsWith('A') ? 'B' : 'A'}${token.slice(1)}`;
    for (const one of [token, altered, 'x']) {
      const answer = await web.app.inject({ method: 'POST', url: `/acknowledge/${one}` });
      expect(answer.statusCode).toBe(404);
    }
    expect(await listed(duty, true)).toHaveLength(1);
  });
});

describe('W5: the owner of an endpoint', () => {
  test('hears once that it is disabled, as the officers do, and again when it happens again', async () => {
    await using duty = await openDuty(staffed);
    const { id } = await anEmbassy(duty.app);
    await duty.app.endpoints.disable(id, 'failing-for-five-days', 'the service');
    expect(await round(duty)).toEqual({ disabled: 1, failing: 0 });
    expect(await round(duty)).toEqual({ disabled: 0, failing: 0 });
    await duty.sendNotices();
    for (const address of [first, second, 'duty@staff.example']) {
      const [mail, ...more] = await duty.mailTo(address);
      expect(more).toEqual([]);
      expect(mail?.text).toContain(`npm run endpoints -- resume ${id}`);
      expect(mail?.text).toContain('/api/v1/events?after=0');
    }
    await duty.app.endpoints.resume(id, 'an operator');
    expect(await round(duty)).toEqual({ disabled: 0, failing: 0 });
    await duty.app.endpoints.disable(id, 'http-410', 'the service');
    expect(await round(duty)).toEqual({ disabled: 1, failing: 0 });
  });

  test('is warned once of an endpoint that has failed for an hour', async () => {
    await using duty = await openDuty(staffed);
    await anEmbassy(duty.app);
    const failing = (minutes: number) =>
      sql`update lines set failures = 9, failing_since = now() - make_interval(mins => ${minutes})`.execute(
        duty.app.db,
      );
    await failing(59);
    expect(await round(duty)).toEqual({ disabled: 0, failing: 0 });
    await failing(61);
    expect(await round(duty)).toEqual({ disabled: 0, failing: 1 });
    expect(await round(duty)).toEqual({ disabled: 0, failing: 0 });
    await duty.sendNotices();
    expect(await duty.mailTo(first)).toHaveLength(1);
    expect(await duty.mailTo('duty@staff.example')).toEqual([]);
  });
});

const desk = 'desk@consulate.example';

const linkIn = (mail: { readonly text: string } | undefined) =>
  /\/(?:acknowledge|verify-endpoint)\/[\w-]+/.exec(mail?.text ?? '')?.[0] ?? '';

describe('a duty mailbox', () => {
  test('is verified by the button behind a link that it was mailed, and by no other mailbox’s', async () => {
    await using duty = await openDuty(staffed);
    await using web = await createWeb(duty.app);
    const endpoint = await aMailbox(duty.app, [desk]);
    expect(await duty.app.mailboxes.mailLink(endpoint.id)).toBe(true);
    await duty.sendNotices();
    const url = linkIn((await duty.mailTo(desk))[0]);
    expect((await web.app.inject({ url })).statusCode).toBe(200);
    expect(await duty.app.endpoints.find(endpoint.id)).toMatchObject({ state: 'unverified' });
    await web.app.inject({ method: 'POST', url });
    expect(await duty.app.endpoints.find(endpoint.id)).toMatchObject({ state: 'active' });
    expect(await duty.app.mailboxes.mailLink(endpoint.id)).toBe(false);
  });

  test('that was disabled before it was verified gets its link all the same, one an hour, and stays disabled', async () => {
    await using duty = await openDuty(staffed);
    await using web = await createWeb(duty.app);
    const { id } = await aMailbox(duty.app, [desk]);
    await duty.app.endpoints.disable(id, 'disabled-by-officer', 'an operator');
    expect(await duty.app.mailboxes.mailLink(id)).toBe(true);
    expect(await duty.app.mailboxes.mailLink(id)).toBe(true);
    await duty.sendNotices();
    const links = (await duty.mailTo(desk)).map(linkIn).filter((url) => url.includes('verify'));
    expect(links).toHaveLength(1);
    await web.app.inject({ method: 'POST', url: links[0] ?? '' });
    expect(await duty.app.endpoints.find(id)).toMatchObject({
      state: 'disabled',
      verifiedAt: expect.any(Date),
    });
    expect(await duty.app.endpoints.resume(id, 'an operator')).toMatchObject({ state: 'active' });
  });

  test('gets each event as a mail, an emergency with the button that acknowledges it', async () => {
    await using duty = await openDuty(staffed);
    await using web = await createWeb(duty.app);
    const { app } = duty;
    const endpoint = await aMailbox(duty.app, [desk, second]);
    await app.endpoints.verified(endpoint.id, 'the duty mailbox');
    await tell(app, { lane: 'urgent' });
    await tell(app);
    await app.duties.calling.work(AbortSignal.timeout(20_000));
    await app.duties.calling.idle();
    const [urgent, emergency, ...more] = await duty.mailTo(desk);
    expect(more).toEqual([]);
    expect(urgent?.text).not.toContain('/acknowledge/');
    expect(emergency?.text).toContain('Consulate: please tell us by');
    expect(emergency?.messageId).not.toBe(urgent?.messageId);
    const raw = duty.sink.messages.map((message) => message.raw.toString()).join('\n');
    expect(raw).not.toContain('List-Unsubscribe');
    await web.app.inject({ method: 'POST', url: linkIn(emergency) });
    expect(await listed(duty)).toMatchObject([
      { acknowledgement: { state: 'acknowledged', acknowledgedBy: 'Consulate' } },
    ]);
  });

  test('that does not answer is asked no second time: the next contact is', async () => {
    await using duty = await openDuty(staffed);
    const { app } = duty;
    const endpoint = await aMailbox(duty.app, [desk, second]);
    await app.endpoints.verified(endpoint.id, 'the duty mailbox');
    await tell(app);
    await afterMinutes(app, 10);
    await duty.sendNotices();
    expect(await duty.mailTo(desk)).toEqual([]);
    expect(await duty.mailTo(second)).toHaveLength(1);
    expect(await trailOf(duty)).toEqual([['asked', 'escalated1']]);
  });
});

function round({ app }: Duty) {
  return tellOwners({ ...app, dutyAddress: staffed.env.DUTY_ADDRESS });
}
