import { sql } from 'kysely';
import { expect } from 'vitest';
import { z } from 'zod';

import { contentSchema } from '#src/advisory/advisory.ts';
import type { Content } from '#src/advisory/advisory.ts';
import { isEnding } from '#src/advisory/ending.ts';
import { newsToNewcomer } from '#src/subscription/in-force.ts';
import type { Wish } from '#src/subscription/subscription.ts';
import { createWeb } from '#src/web.ts';
import { aContent, aFollowUp } from '#tests/support/builders-content.ts';
import { openDuty } from '#tests/support/duty.ts';
import type { Duty } from '#tests/support/duty.ts';

import { Model } from './desk-model.ts';
import { population } from './random-desk.ts';
import type { Step, Text } from './random-desk.ts';

const draftSchema = z.object({ id: z.string(), hash: z.string(), content: contentSchema });
type Draft = z.infer<typeof draftSchema>;
const publishedSchema = z.object({ publicationId: z.number(), advisoryId: z.string() });
type Published = z.infer<typeof publishedSchema>;

interface Answer {
  readonly status: number;
  readonly body: unknown;
}

/** Two officers who do everything by the API, citizens who read their mail, and a relay that keeps all of it. */
export interface Ministry extends AsyncDisposable {
  readonly duty: Duty;
  readonly play: (steps: readonly Step[]) => Promise<void>;
}

type Send = (method: 'GET' | 'POST' | 'PUT', path: string, body?: object) => Promise<Answer>;

export async function openMinistry(): Promise<Ministry> {
  await using owned = new AsyncDisposableStack();
  const duty = owned.use(await openDuty());
  const web = owned.use(await createWeb(duty.app));
  const officer = async (
    name: string,
    ...roles: readonly ('author' | 'approver')[]
  ): Promise<Send> => {
    const token = await duty.app.officers.create({ name, roles }, 'a test');
    return async (method, path, body) => {
      const headers = { authorization: `Bearer ${token}` };
      const url = `/api/v1${path}`;
      const response = await web.app.inject(
        body === undefined ? { method, url, headers } : { method, url, headers, body },
      );
      return { status: response.statusCode, body: response.json() };
    };
  };
  const [asha, ravi] = [await officer('Asha', 'author'), await officer('Ravi', 'approver')];
  let runs = 0;
  const kept = owned.move();
  return {
    duty,
    async play(steps) {
      runs += 1;
      const desk = createPlay({ duty, asha, ravi, run: runs });
      for (const step of steps) await desk.take(step);
      await desk.deliver();
    },
    [Symbol.asyncDispose]: () => kept.disposeAsync(),
  };
}

interface PlayNeeds {
  readonly duty: Duty;
  readonly asha: Send;
  readonly ravi: Send;
  readonly run: number;
}

function createPlay({ duty, asha, ravi, run }: PlayNeeds) {
  const model = new Model(population);
  const addressOf = (citizen: number) => `citizen-${citizen}@run-${run}.example`;
  const release = createReleasing({ duty, asha, ravi });

  async function take(step: Step): Promise<void> {
    switch (step.does) {
      case 'join':
        return join(step.citizen, step.wish);
      case 'leave':
        return leave(step.citizen);
      case 'publish':
        return goOut(
          await drafted({ content: applied(aContent(), step.text) }, step.text),
          step.text,
        );
      case 'revise':
        return revise(step.advisory, step.text, 'correct');
      case 'all-clear':
        return revise(step.advisory, step.text, 'all-clear');
      case 'withdraw':
        return withdraw(step.advisory);
    }
  }

  async function drafted(body: { content: Content }, { lane }: Text): Promise<Draft> {
    return draftSchema.parse((await asha('POST', '/drafts', { ...body, lane })).body);
  }

  async function goOut(draft: Draft, text: Text): Promise<void> {
    const published = await release(draft, text);
    model.published(published, draft.content, text.lane);
    await duty.plan(published.publicationId);
    if (!text.dawdles) await deliver();
  }

  async function revise(index: number, text: Text, kind: 'correct' | 'all-clear'): Promise<void> {
    const known = model.advisories[index];
    if (known === undefined) return;
    const made = await asha('POST', `/advisories/${known.id}/${kind}`);
    if (kind === 'all-clear' && isEnding(known.content)) {
      expect(made).toMatchObject({ status: 409, body: { code: 'PUBLICATION_CLOSED' } });
      return;
    }
    const { id, hash } = draftSchema.parse(made.body);
    const content =
      kind === 'correct'
        ? applied(aFollowUp('correction'), text)
        : aFollowUp('all-clear', { appliesTo: known.content.appliesTo });
    const edit = { hash, content, lane: text.lane };
    await goOut(draftSchema.parse((await asha('PUT', `/drafts/${id}`, edit)).body), text);
  }

  async function withdraw(index: number): Promise<void> {
    const known = model.advisories[index];
    if (known === undefined) return;
    const answer = await ravi('POST', `/advisories/${known.id}/withdraw`, {
      reason: 'It was wrong',
    });
    if (isEnding(known.content)) {
      expect(answer).toMatchObject({ status: 409, body: { code: 'PUBLICATION_CLOSED' } });
      return;
    }
    const published = publishedSchema.parse(answer.body);
    const latest = await duty.app.revisions.newest(known.id);
    model.published(published, latest?.content ?? known.content, latest?.lane ?? 'routine');
    await duty.plan(published.publicationId);
    await deliver();
  }

  async function join(index: number, wish: Wish): Promise<void> {
    const citizen = model.citizens[index];
    if (citizen === undefined || citizen.mails > 0) return; // who has left stays away, who is there has a wish
    await deliver();
    await duty.subscribe(addressOf(index), wish);
    const told = newsToNewcomer(await duty.app.revisions.inForce({ at: new Date() }), wish);
    await duty.sendNotices();
    citizen.wish = wish;
    citizen.mails = told.length === 0 ? 1 : 2;
    for (const { advisoryId } of told) citizen.told.add(advisoryId);
    compare();
  }

  async function leave(index: number): Promise<void> {
    const citizen = model.citizens[index];
    if (citizen?.wish === undefined) return;
    await deliver();
    const { app } = duty;
    const { rows } = await sql<{ id: number; epoch: number }>`
      select id, epoch from addresses where lookup = ${app.keyring.lookup(addressOf(index))}`.execute(
      app.db,
    );
    const token = app.keyring.unsubscribeToken(rows[0]?.id ?? 0, rows[0]?.epoch ?? 0);
    expect(await app.subscriptions.unsubscribe(token)).toBe('ended');
    await duty.sendNotices();
    citizen.wish = undefined;
    citizen.mails += 1;
    compare();
  }

  /** Sends all that is under way, and holds what came against what should have. */
  async function deliver(): Promise<void> {
    for (const { publicationId, owed } of model.delivered()) {
      await duty.work(publicationId);
      expect(await toldBy(publicationId)).toEqual([...owed].map(addressOf).toSorted());
    }
    for (const publicationId of model.superseded.splice(0)) {
      await duty.work(publicationId);
      expect(await toldBy(publicationId)).toEqual([]);
    }
    compare();
  }

  /** Who of this run has a message of just this publication. */
  async function toldBy(publicationId: number): Promise<readonly string[]> {
    const rows = await duty.rows(publicationId);
    return rows
      .filter(({ to, state }) => state === 'sent' && to.endsWith(`@run-${run}.example`))
      .map(({ to }) => to)
      .toSorted();
  }

  function compare(): void {
    const came = model.citizens.map((_citizen, index) => mailsTo(duty, addressOf(index)));
    expect(came).toEqual(model.citizens.map(({ mails }) => mails));
  }

  return { take, deliver };
}

function mailsTo({ sink }: Duty, address: string): number {
  return sink.messages.filter(({ to }) => to.includes(address)).length;
}

function applied(content: Content, { appliesTo }: Text): Content {
  return { ...content, appliesTo: [...appliesTo] };
}

type Release = (draft: Draft, text: Text) => Promise<Published>;

/** Each way by which a draft gets out, with what must be refused on it. */
function createReleasing({ duty, asha, ravi }: Omit<PlayNeeds, 'run'>): Release {
  return async ({ id, hash, content }, { lane, way }) => {
    const path = `/drafts/${id}`;
    expect(await asha('POST', `${path}/publish`)).toMatchObject({
      status: 409,
      body: { code: 'APPROVAL_MISSING' },
    });
    if (way === 'alone' && lane === 'emergency') return alone(path, hash);
    if (way === 'after an edit') {
      await ravi('POST', `${path}/approve`, { hash });
      const edit = { hash, content: { ...content, categories: ['kidnapping'] } };
      const edited = draftSchema.parse((await asha('PUT', path, edit)).body);
      expect(await asha('POST', `${path}/publish`)).toMatchObject({ status: 409 });
      return approved(path, edited.hash);
    }
    return way === 'at a time' ? atATime(path, hash) : approved(path, hash);
  };

  async function approved(path: string, hash: string): Promise<Published> {
    await ravi('POST', `${path}/approve`, { hash });
    return publishedSchema.parse((await asha('POST', `${path}/publish`, { hash })).body);
  }

  async function alone(path: string, hash: string): Promise<Published> {
    const reason = { hash, reason: 'Nobody answers' };
    await asha('POST', `${path}/submit`, { hash });
    expect(await asha('POST', `${path}/release-alone`, reason)).toMatchObject({ status: 409 });
    await sql`update drafts set submitted_at = now() - interval '11 minutes' where hash = ${hash}`.execute(
      duty.app.db,
    );
    return publishedSchema.parse((await asha('POST', `${path}/release-alone`, reason)).body);
  }

  async function atATime(path: string, hash: string): Promise<Published> {
    await ravi('POST', `${path}/approve`, { hash });
    const at = new Date(Date.now() + 3_600_000).toISOString();
    expect(await ravi('PUT', `${path}/schedule`, { hash, at })).toMatchObject({ status: 200 });
    expect(await duty.app.desk.publishDue()).toEqual([]);
    await sql`update schedules set publish_at = now()`.execute(duty.app.db);
    const [outcome, ...more] = await duty.app.desk.publishDue();
    expect(more).toEqual([]);
    return publishedSchema.parse(outcome);
  }
}
