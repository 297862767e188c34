import type { Content } from '#src/advisory/advisory.ts';
import type { Missions } from '#src/advisory/mission.ts';
import type { Message } from '#src/advisory/outline.ts';
import { outgoingAlert } from '#src/cap/outgoing-alert.ts';
import { outgoingTest } from '#src/cap/outgoing-test.ts';
import { writeCap } from '#src/cap/write.ts';
import { isRevisionEvent } from '#src/endpoints/event.ts';
import type { Event } from '#src/endpoints/event.ts';
import { AppError } from '#src/errors.ts';
import type { Voice } from '#src/rendering/voice.ts';

export interface CapNeeds {
  readonly messageOf: (publicationId: number) => Promise<Message | undefined>;
  readonly missions: Pick<Missions, 'find'>;
  readonly voice: Pick<Voice, 'capWords'>;
  /** By what CAP messages name who sends them: a domain name of the issuer. */
  readonly capSender: string;
}

/** An event as a CAP 1.2 document; undefined of a type that CAP has no word for. */
export async function composeCap(needs: CapNeeds, event: Event): Promise<string | undefined> {
  if (event.type === 'test.ping')
    return writeCap(outgoingTest({ id: event.id, at: event.at, sender: needs.capSender }));
  return isRevisionEvent(event) ? alertOf(needs, event.publicationId) : undefined;
}

async function alertOf(needs: CapNeeds, publicationId: number): Promise<string> {
  const message = await needs.messageOf(publicationId);
  if (message === undefined)
    throw new AppError('NOT_FOUND', `Publication ${publicationId} has no revision`);
  const missions = await needs.missions.find(message.revision.content.contacts);
  return largestThatFits(needs, { message, missions });
}

/** As large as our JSON may be. Only where an advisory holds is never left out, so one for half the world may be larger. */
const bytesWished = 20_000;

/** How much is said, in the order in which an embassy would rather lose something, as of JSON. */
const forms: readonly Form[] = [
  {},
  ...[4_000, 2_000, 1_000, 500].map((limit) => ({ limit })),
  ...[4_000, 1_000, 200].map((limit) => ({ limit, ownWordsOnly: true })),
  { limit: 200, ownWordsOnly: true, byCountry: true },
];

interface Form {
  /** Longest that a prose field may be. */
  readonly limit?: number;
  readonly ownWordsOnly?: boolean;
  readonly byCountry?: boolean;
}

interface Said {
  readonly message: Message;
  readonly missions: Awaited<ReturnType<Missions['find']>>;
}

function largestThatFits(needs: CapNeeds, said: Said): string {
  let text = '';
  for (const form of forms) {
    text = written(needs, said, form);
    if (Buffer.byteLength(text) < bytesWished) break;
  }
  return text;
}

function written({ voice, capSender: sender }: CapNeeds, said: Said, form: Form): string {
  const { message, missions } = said;
  const { limit, ownWordsOnly = false, byCountry = false } = form;
  const content = byCountry ? coarse(message.revision.content) : message.revision.content;
  const revision = { ...message.revision, content };
  const words = voice.capWords({
    revision,
    missions,
    ...(limit === undefined ? {} : { limit }),
  });
  return writeCap(
    outgoingAlert({
      ...message,
      revision,
      sender,
      words: ownWordsOnly ? words.slice(0, 1) : words,
    }),
  );
}

/** The whole country in the place of its regions, with the highest of their levels. */
function coarse(content: Content): Content {
  const byCountry = Map.groupBy(content.appliesTo, ({ country }) => country);
  const appliesTo = [...byCountry].map(([country, places]) => ({
    country,
    level: places.reduce<Content['appliesTo'][number]['level']>(higher, null),
    levelWording: '',
  }));
  return { ...content, appliesTo, eventPlaces: [] };
}

function higher(
  known: Content['appliesTo'][number]['level'],
  { level }: Content['appliesTo'][number],
): Content['appliesTo'][number]['level'] {
  if (known === null || level === null) return known ?? level;
  return level > known ? level : known;
}
