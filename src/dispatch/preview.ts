import { canonicalHash } from '#src/advisory/canonical.ts';
import { changeOf } from '#src/advisory/change.ts';
import type { Draft } from '#src/advisory/draft.ts';
import type { Missions } from '#src/advisory/mission.ts';
import type { Continued, Revision } from '#src/advisory/revision.ts';
import type { Payload } from '#src/endpoints/payload.ts';
import type { Voice } from '#src/rendering/voice.ts';

import { composeRevision } from './compose-payload.ts';

/** A draft as its readers of a language would get it, and as embassies' systems would. */
interface Preview {
  readonly subject: string;
  readonly text: string;
  readonly html: string;
  readonly short: string;
  /** The same in every language: a call carries all of them. */
  readonly webhook: Payload;
}

interface Reader {
  readonly language: string;
  /** As for somebody at risk: neither the subject nor the first lines say where or what. */
  readonly discreet: boolean;
}

export interface Previews {
  readonly preview: (draft: Draft, reader: Reader) => Promise<Preview>;
  /**
   * Identifies what would go out to anybody, whatever the moment: it changes with every word, and also with a template, a phrase,
   * a mission's number, or what the draft would continue.
   */
  readonly fingerprint: (draft: Draft) => Promise<string>;
}

interface PreviewNeeds {
  readonly voice: Pick<Voice, 'advisoryMail' | 'shortText'>;
  readonly missions: Missions;
  readonly revisions: Pick<Continued, 'newest' | 'saidBefore'>;
  readonly publicUrl: string;
  /** Languages offered to citizens. */
  readonly languages: readonly string[];
  readonly now: () => Date;
}

/** A draft as the revision that it would be if it were published now. Its links lead nowhere in particular. */
export function createPreviews(needs: PreviewNeeds): Previews {
  const { voice, missions, revisions, publicUrl, languages, now } = needs;
  const links = { unsubscribe: `${publicUrl}/unsubscribe/preview`, manage: `${publicUrl}/manage` };

  return {
    async preview(draft, reader) {
      const { mailTo, webhook } = await opened(await asPublished(revisions, draft, now()));
      return { ...mailTo(reader), webhook };
    },
    async fingerprint(draft) {
      const { mailTo, webhook } = await opened(await asPublished(revisions, draft, noMoment));
      const readers = languages.flatMap((language) =>
        [false, true].map((discreet) => ({ language, discreet })),
      );
      return canonicalHash({ mails: readers.map(mailTo), webhook });
    },
  };

  /** What is the same for all readers is looked up and made once. */
  async function opened(revision: Revision) {
    const [contacts, webhook] = await Promise.all([
      missions.find(revision.content.contacts),
      composeRevision(needs, revision),
    ]);
    const mailTo = ({ language, discreet }: Reader): Omit<Preview, 'webhook'> => {
      const message = { revision, language, missions: contacts };
      const { subject, text, html } = voice.advisoryMail({ ...message, links, discreet });
      return { subject, text, html, short: voice.shortText(message) };
    };
    return { mailTo, webhook };
  }
}

/** The revision that a draft would be if it were published at that moment. */
export async function asPublished(
  revisions: Pick<Continued, 'newest' | 'saidBefore'>,
  { advisoryId, content, lane }: Draft,
  publishedAt: Date,
): Promise<Revision> {
  const known = advisoryId === undefined ? undefined : await revisions.newest(advisoryId);
  const change = changeOf(known?.content, content);
  const draft = { content, lane, change, publishedAt };
  if (known === undefined) return { ...draft, advisoryId: advisoryId ?? 'PREVIEW', number: 1 };
  const saidBefore = await revisions.saidBefore(known.advisoryId, content);
  const follows = { advisoryId: known.advisoryId, number: known.number + 1 };
  return { ...draft, ...follows, ...(saidBefore === undefined ? {} : { saidBefore }) };
}

/** Every fingerprint is taken at the same moment, or no two would be equal. */
const noMoment = new Date(0);
