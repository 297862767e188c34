import { z } from 'zod';

import { checkInvariants, holds } from '#src/store/invariants.ts';

import { approve, publish } from './desk.ts';
import type { Draft } from './desk.ts';
import { revisionSchema } from './diary.ts';
import type { Publication, Revision } from './diary.ts';
import type { Officer } from './officers.ts';
import type { Stage } from './stage.ts';
import { tellPublication } from './telling.ts';
import { DidNotHappen, until } from './until.ts';

interface Release {
  readonly author: Officer;
  readonly approver: Officer;
  readonly draft: Draft;
}

const progressSchema = z.object({ state: z.string(), outcomes: z.record(z.string(), z.unknown()) });

/** One officer approves, the other publishes; then everybody concerned is told. */
export async function release(
  stage: Stage,
  { author, approver, draft }: Release,
  signal: AbortSignal,
): Promise<void> {
  const { inbox, embassy, diary, narrator } = stage;
  await approve(approver, draft, signal);
  const mailsBefore = inbox.count();
  const { publicationId, advisoryId, revision: number } = await publish(author, draft, signal);
  diary.advisoryId = advisoryId;
  const revision = (await publicRevisions(stage, signal)).find((one) => one.number === number);
  if (revision === undefined)
    throw new DidNotHappen(
      `Expected revision ${number} to be public, arrived an advisory without.`,
    );
  const begun = { publicationId, revision, mailsBefore, state: 'running', outcomes: [] };
  const earlier = diary.publications;
  diary.publications = [...earlier, { ...begun, ledger: undefined }];

  const end = await until(
    {
      what: `revision ${number} to be delivered to everybody (publication ${publicationId} to be done)`,
      hint: 'Do workers of the queues publications, deliver, deliver-emergency and deliver-webhooks run? The service’s log has every attempt (--out keeps it).',
      look: () => endOf(author, publicationId, signal),
    },
    signal,
  );
  diary.mails = await inbox.all();
  diary.calls = embassy.calls();
  const ended: Publication = { ...begun, ...end, ledger: await ledgerOf(stage, publicationId) };
  diary.publications = [...earlier, ended];
  tellPublication(narrator, diary, ended);
}

/** Of the advisory, newest first, as everybody may read them. */
export async function publicRevisions(
  { service, diary }: Pick<Stage, 'service' | 'diary'>,
  signal: AbortSignal,
): Promise<readonly Revision[]> {
  const answer = await fetch(`${service.publicUrl}/api/v1/advisories/${diary.advisoryId}`, {
    signal,
  });
  const reply: unknown = await answer.json();
  return z.object({ revisions: z.array(revisionSchema) }).parse(reply).revisions;
}

async function endOf(officer: Officer, publicationId: number, signal: AbortSignal) {
  const { state, outcomes } = await officer.ask(
    { method: 'GET', path: `/publications/${publicationId}`, reply: progressSchema },
    signal,
  );
  return state === 'done' ? { state, outcomes: Object.keys(outcomes) } : undefined;
}

async function ledgerOf({ service }: Stage, publicationId: number): Promise<Publication['ledger']> {
  const rows = await checkInvariants(service.app);
  const own = rows.find((row) => row.publicationId === publicationId);
  return own && { rows: own.rows, holds: holds(own) };
}
