import type { ParsedMail } from 'mailparser';

import type { Client } from '#src/commands/advisory/client.ts';
import {
  audienceSchema,
  draftSchema,
  previewSchema,
  publicationSchema,
  publishedSchema,
} from '#src/commands/advisory/shapes.ts';
import type { ShownPublication } from '#src/commands/advisory/shapes.ts';
import { note, pass } from '#src/commands/finding.ts';
import type { Finding } from '#src/commands/finding.ts';
import { AppError } from '#src/errors.ts';

import type { MadeUpCitizen } from './citizen.ts';
import { madeUpAdvisory } from './made-up.ts';
import { notCutShort, waitFor } from './waiting.ts';

export interface Rehearsal {
  readonly url: string;
  readonly client: Client;
  /** Undefined where mail cannot be read: then nobody signs up. */
  readonly citizen: MadeUpCitizen | undefined;
  /** Stands in the subject, to know the mail by. */
  readonly mark: string;
  readonly withinMs: number;
  readonly despiteAudience: boolean;
  readonly tell: (finding: Finding) => void;
  /** Undone when the rehearsal is over, however it ends. */
  readonly cleanUp: AsyncDisposableStack;
}

/** Through every door and hop once; throws the first refusal. */
export async function rehearse(rehearsal: Rehearsal, signal: AbortSignal): Promise<void> {
  const { citizen, tell } = rehearsal;
  await beReady(rehearsal, signal);
  await subscribe(rehearsal, signal);
  const draftId = await writeDraft(rehearsal, signal);
  await countAudience(rehearsal, draftId, signal);
  const { id, advisoryId = '', publishedAt, outcomes } = await publish(rehearsal, draftId, signal);
  if (outcomes['sent'] === undefined) tell(nothingSent(outcomes, citizen));
  else await receive(rehearsal, publishedAt, signal);
  await beUnseen(rehearsal, advisoryId, signal);
  tell(note('see also', `npm run trace -- --advisory ${advisoryId}, publication ${id}`));
}

async function beReady({ url, tell }: Rehearsal, signal: AbortSignal): Promise<void> {
  const response = await fetch(`${url}/health/ready`, { signal }).catch((cause: unknown) => {
    throw new AppError(
      'NOT_FOUND',
      `No service answers at ${url}: start it, or say where with --url`,
      { cause },
    );
  });
  if (!response.ok) {
    throw new AppError(
      'NOT_FOUND',
      `The service is not ready (HTTP ${response.status}): see npm run doctor`,
    );
  }
  tell(pass('service', `${url} is ready`));
}

async function subscribe(rehearsal: Rehearsal, signal: AbortSignal): Promise<void> {
  const { citizen, tell, cleanUp } = rehearsal;
  if (citizen === undefined) {
    return tell(
      note(
        'sign-up',
        'not checked: mail cannot be read here, so nobody is signed up (see --mailbox)',
      ),
    );
  }
  await citizen.subscribe(signal);
  tell(pass('sign-up', 'a made-up citizen asked, got a mail, confirmed by its link'));
  cleanUp.defer(() => citizen.end(notCutShort()));
}

async function writeDraft(
  { client, mark, tell, cleanUp }: Rehearsal,
  signal: AbortSignal,
): Promise<string> {
  const content = madeUpAdvisory(mark, new Date());
  const { id, hash } = draftSchema.parse(
    await client.post('/drafts', { content, lane: 'routine' }, notCutShort()),
  );
  cleanUp.defer(() => dismissIfOpen(client, id, notCutShort()));
  const preview = previewSchema.parse(
    await client.get(`/drafts/${id}/preview?language=en`, signal),
  );
  await client.post(`/drafts/${id}/approve`, { hash }, signal);
  tell(pass('draft', `written, previewed, approved: ${preview.subject}`));
  return id;
}

async function dismissIfOpen(client: Client, id: string, signal: AbortSignal): Promise<void> {
  const { state } = draftSchema.parse(await client.get(`/drafts/${id}`, signal));
  if (state !== 'open') return;
  await client.post(`/drafts/${id}/dismiss`, { reason: 'a rehearsal that stopped' }, signal);
}

/** A rehearsal writes a row for everybody who follows everywhere, and calls every endpoint: that must be meant. */
async function countAudience(
  { client, despiteAudience, tell }: Rehearsal,
  draftId: string,
  signal: AbortSignal,
): Promise<void> {
  const { citizens, endpoints } = audienceSchema.parse(
    await client.get(`/drafts/${draftId}/audience`, signal),
  );
  const many = citizens.kind === 'count' ? `${citizens.count} citizens` : 'few citizens or none';
  const says = `${many} and ${endpoints} endpoints follow everywhere or Antarctica`;
  if (despiteAudience || (citizens.kind !== 'count' && endpoints === 0))
    return tell(pass('audience', says));
  throw new AppError(
    'INPUT_INVALID',
    `${says}: the citizens would be withheld, the endpoints called with status "test". Say --despite-audience if that is meant`,
  );
}

type Closed = Pick<ShownPublication, 'id' | 'advisoryId' | 'publishedAt' | 'outcomes'>;

async function publish(
  { client, withinMs, tell, cleanUp }: Rehearsal,
  draftId: string,
  signal: AbortSignal,
): Promise<Closed> {
  const { publicationId } = publishedSchema.parse(
    await client.post(`/drafts/${draftId}/publish`, {}, notCutShort()),
  );
  const find = async (until: AbortSignal) =>
    publicationSchema.parse(await client.get(`/publications/${publicationId}`, until));
  cleanUp.defer(async () => {
    const until = notCutShort();
    const { closedAt, state } = await find(until);
    if (closedAt === undefined && state === 'running')
      await client.post(`/publications/${publicationId}/stop`, {}, until);
  });
  const look = async () => {
    const publication = await find(signal);
    return publication.closedAt === undefined ? undefined : publication;
  };
  const otherwise = `Publication ${publicationId} did not end (do workers run? see npm run doctor). Expected every delivery to have its outcome`;
  const closed = await waitFor({ look, withinMs, otherwise }, signal);
  const tookMs = (closed.closedAt?.getTime() ?? 0) - closed.publishedAt.getTime();
  tell(pass('publication', `${publicationId} published, planned and ended in ${tookMs} ms`));
  return closed;
}

function nothingSent(outcomes: ShownPublication['outcomes'], citizen: MadeUpCitizen | undefined) {
  const withheld = outcomes['withheld'] !== undefined;
  const how = withheld
    ? 'withheld, as a test is outside RECIPIENT_ALLOWLIST'
    : 'nobody follows Antarctica or everywhere';
  const remedy =
    citizen === undefined
      ? 'subscribe an address of RECIPIENT_ALLOWLIST to Antarctica once'
      : 'start the service with RECIPIENT_ALLOWLIST=@smoke.invalid';
  return note('alert', `${how}. Not checked: that an alert leaves. For that, ${remedy}`);
}

async function receive(
  { citizen, mark, tell, cleanUp }: Rehearsal,
  publishedAt: Date,
  signal: AbortSignal,
): Promise<void> {
  if (citizen === undefined)
    return tell(pass('alert', 'accepted by the relay; whether it arrived, look into the mailbox'));
  const alert = await citizen.alert(mark, signal);
  tell(
    pass(
      'alert',
      `arrived, ${secondsSince(publishedAt, alert)} after publishing: ${alert.subject ?? ''}`,
    ),
  );
  await citizen.unsubscribe(alert, signal);
  tell(pass('unsubscribe', 'one click from the alert’s own header (RFC 8058)'));
  cleanUp.move(); // nothing is left to undo: the wish has ended, the draft is published, the publication has ended
}

function secondsSince(publishedAt: Date, { date }: ParsedMail): string {
  const ms = date === undefined ? 0 : date.getTime() - publishedAt.getTime();
  return `${Math.max(0, Math.round(ms / 1000))} s`;
}

async function beUnseen(
  { url, tell }: Rehearsal,
  advisoryId: string,
  signal: AbortSignal,
): Promise<void> {
  for (const door of ['/api/v1/advisories', '/advisories']) {
    const { status } = await fetch(`${url}${door}/${advisoryId}`, { signal });
    if (status === 404) continue;
    throw new AppError(
      'INPUT_INVALID',
      `A test must not be public: expected HTTP 404 for ${door}/${advisoryId}, got ${status}`,
    );
  }
  tell(pass('public', 'the test is not shown to the public, and ends by itself in 15 minutes'));
}
