import type { Missions } from '#src/advisory/mission.ts';
import type { Revision } from '#src/advisory/revision.ts';
import type { WebhookMessage } from '#src/channels/webhook/webhook.ts';
import { AppError } from '#src/errors.ts';
import type { Keyring } from '#src/keyring/keyring.ts';
import type { Voice } from '#src/rendering/voice.ts';

import { canaryBody, canaryPrefix } from './canary.ts';
import type { Canary } from './canary.ts';
import { composeRevision } from './compose-payload.ts';
import { remember, sealedShut } from './composed.ts';
import type { Composed } from './composed.ts';
import type { ClaimedCall } from './delivery.ts';

interface ComposeDeps {
  readonly revisionOf: (publicationId: number) => Promise<Revision | undefined>;
  readonly missions: Missions;
  readonly voice: Pick<Voice, 'shortText'>;
  readonly keyring: Pick<Keyring, 'messageId'>;
  readonly publicUrl: string;
  /** Undefined when it is too old to prove anything. */
  readonly canaryOf: (purpose: string) => Promise<Canary | undefined>;
}

const bodiesRemembered = 16;

/** A claimed row becomes a call: one body for all endpoints; the id is the delivery's and stays through every attempt. */
export function createCallComposer(deps: ComposeDeps) {
  const bodies = remember(bodiesRemembered, (publicationId) => bodyOf(deps, Number(publicationId)));

  return async function compose(row: ClaimedCall): Promise<Composed<WebhookMessage>> {
    if (row.secret === undefined) throw sealedShut('An endpoint’s secret');
    const body = await bodyFor(row);
    if (body === undefined) return { kind: 'void', reason: 'nothing-to-tell' };
    const id = `msg_${deps.keyring.messageId(row)}`;
    return { kind: 'message', message: { id, url: row.url, secrets: [row.secret], body } };
  };

  async function bodyFor({ publicationId, purpose }: ClaimedCall): Promise<Buffer | undefined> {
    if (!purpose.startsWith(canaryPrefix)) return bodies(String(publicationId));
    const canary = await deps.canaryOf(purpose);
    return canary && canaryBody(canary);
  }
}

async function bodyOf(deps: ComposeDeps, publicationId: number): Promise<Buffer> {
  const revision = await deps.revisionOf(publicationId);
  if (revision === undefined)
    throw new AppError('NOT_FOUND', `Publication ${publicationId} has no revision`);
  return Buffer.from(JSON.stringify(await composeRevision(deps, revision)));
}
