import { policy } from '#config/policy.ts';
import type { Content } from '#src/advisory/advisory.ts';
import type { Mission, Missions } from '#src/advisory/mission.ts';
import type { Continued, Revision } from '#src/advisory/revision.ts';
import { currentWords } from '#src/advisory/words.ts';
import { acknowledgementAsked } from '#src/endpoints/acknowledgement.ts';
import { isRevisionEvent } from '#src/endpoints/event.ts';
import type { Event, EventOf } from '#src/endpoints/event.ts';
import {
  approvedPayload,
  disabledPayload,
  pingPayload,
  progressPayload,
} from '#src/endpoints/notice-payloads.ts';
import { revisionPayload } from '#src/endpoints/payload.ts';
import type { Payload } from '#src/endpoints/payload.ts';
import { AppError } from '#src/errors.ts';
import type { Voice } from '#src/rendering/voice.ts';

export interface PayloadNeeds {
  readonly missions: Pick<Missions, 'find'>;
  readonly voice: Pick<Voice, 'shortText'>;
  readonly publicUrl: string;
}

interface EventNeeds extends PayloadNeeds {
  readonly revisionOf: (publicationId: number) => Promise<Revision | undefined>;
  readonly revisions: Pick<Continued, 'saidBefore'>;
}

export type ComposeEvent = (event: Event) => Promise<Payload>;

/** What is told of an event, in full; who is told less gets less of it. */
export function createEventComposer(needs: EventNeeds): ComposeEvent {
  const { publicUrl } = needs;

  return async function compose(event) {
    if (isRevisionEvent(event))
      return asking(event, await composeRevision(needs, await published(event)), publicUrl);
    switch (event.type) {
      case 'advisory.approved':
        return approvedPayload({ event, shortTexts: await approvedShortTexts(event) });
      case 'publication.progress':
        return progressPayload({ event, revision: await published(event), publicUrl });
      case 'endpoint.disabled':
        return disabledPayload(event, publicUrl);
      case 'test.ping':
        return pingPayload(event);
    }
  };

  async function published({ publicationId }: { readonly publicationId: number }) {
    const revision = await needs.revisionOf(publicationId);
    if (revision !== undefined) return revision;
    throw new AppError('NOT_FOUND', `Publication ${publicationId} has no revision`);
  }

  /** As in the preview that was approved, but for the address: nothing stands there yet. */
  async function approvedShortTexts({
    facts: { content, advisoryId = 'PREVIEW', revision: number },
    lane,
    at,
  }: EventOf<'advisory.approved'>) {
    const before = number === 1 ? undefined : await needs.revisions.saidBefore(advisoryId, content);
    const revision = {
      advisoryId,
      number,
      content,
      lane,
      change: 'new' as const,
      publishedAt: at,
      ...(before === undefined ? {} : { saidBefore: before }),
    };
    const missions = await needs.missions.find(content.contacts);
    const shortTexts = shortTextsOf(needs.voice, revision, missions);
    return new Map([...shortTexts].map(([language, short]) => [language, withoutAddress(short)]));
  }
}

function asking(event: Event, payload: Payload, publicUrl: string): Payload {
  const within = policy.acknowledgeWithinMinutes;
  const acknowledge = acknowledgementAsked(event, { within, publicUrl });
  if (acknowledge === undefined) return payload;
  return { ...payload, data: { ...payload.data, acknowledge } };
}

/** What endpoints are told of a revision. */
export async function composeRevision(needs: PayloadNeeds, revision: Revision): Promise<Payload> {
  const missions = await needs.missions.find(revision.content.contacts);
  const shortTexts = shortTextsOf(needs.voice, revision, missions);
  return revisionPayload({ revision, missions, shortTexts, publicUrl: needs.publicUrl });
}

/** In each language that may be said, the issuer's own first. */
function shortTextsOf(
  voice: PayloadNeeds['voice'],
  revision: Revision,
  missions: readonly Mission[],
): ReadonlyMap<string, string> {
  return new Map(
    languagesOf(revision.content).map((language) => [
      language,
      voice.shortText({ revision, language, missions }),
    ]),
  );
}

function languagesOf(content: Content): readonly string[] {
  const { language: own } = content;
  return [...currentWords(content).keys()].toSorted(
    (a, b) => Number(b === own) - Number(a === own),
  );
}

/** It is the last word of every short text. */
function withoutAddress(short: string): string {
  return short.slice(0, short.lastIndexOf(' ')).trimEnd();
}
