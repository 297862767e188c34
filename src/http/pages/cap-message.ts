import type { Missions } from '#src/advisory/mission.ts';
import type { Bulletin, Message } from '#src/advisory/outline.ts';
import { outgoingAlert } from '#src/cap/outgoing-alert.ts';
import { writeCap } from '#src/cap/write.ts';
import type { Voice } from '#src/rendering/voice.ts';

import type { Made } from './shelf.ts';

export interface CapMessageDeps {
  readonly bulletin: Pick<Bulletin, 'message'>;
  readonly missions: Pick<Missions, 'find'>;
  readonly voice: Pick<Voice, 'capWords'>;
  /** By what CAP messages name who sends them: a domain name of the issuer. */
  readonly capSender: string;
}

/** Readers of CAP refuse what is very large, ours more than 2 MB; all languages stand in one message. */
const bytesAtMost = 1_500_000;
/** Of a prose field in a message that would be larger; where the rest stands is said. */
const proseAtMost = 4_000;

/** A published revision as CAP 1.2; undefined where none has this id and number. */
export async function writeMessage(
  deps: CapMessageDeps,
  advisoryId: string,
  number: number,
): Promise<Made | undefined> {
  const message = await deps.bulletin.message(advisoryId, number);
  if (message === undefined) return undefined;
  const whole = await written(deps, message);
  const fits = Buffer.byteLength(whole) <= bytesAtMost;
  const text = fits ? whole : await written(deps, message, proseAtMost);
  const { publishedAt, content } = message.revision;
  // The directory of missions may have changed since; when, nobody asks: the tag tells.
  return { text, changedAt: content.contacts.length === 0 ? publishedAt : undefined };
}

async function written(
  { voice, missions, capSender: sender }: CapMessageDeps,
  { revision, earlier }: Message,
  limit?: number,
): Promise<string> {
  const contacts = await missions.find(revision.content.contacts);
  const words = voice.capWords({
    revision,
    missions: contacts,
    ...(limit === undefined ? {} : { limit }),
  });
  return writeCap(outgoingAlert({ revision, earlier, sender, words }));
}
