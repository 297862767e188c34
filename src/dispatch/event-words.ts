import type { EventType, RevisionType } from '#src/endpoints/event-type.ts';
import type { EventOf } from '#src/endpoints/event.ts';
import type { MailWords } from '#src/rendering/message.ts';

import { staffMail } from './staff-mail.ts';

/** What a duty mailbox is told that is no advisory yet, or none at all. */
export function eventWords(
  event: EventOf<Exclude<EventType, RevisionType>>,
  endpoint: string,
): MailWords {
  switch (event.type) {
    case 'advisory.approved': {
      const { words, status, appliesTo } = event.facts.content;
      const mark = status === 'actual' ? '' : 'EXERCISE: ';
      const headlines = Object.values(words).map(({ headline }) => headline);
      const countries = [...new Set(appliesTo.map(({ country }) => country))].join(', ');
      return staffMail({
        subject: `${mark}Approved and not yet published: ${headlines[0] ?? countries}`,
        paragraphs: [
          'This advisory was approved and goes out soon. Tell nobody before it has: it may still be taken back.',
          ...headlines,
          `Countries: ${countries}. Urgency: ${event.lane}.`,
        ],
      });
    }
    case 'publication.progress':
      return staffMail({
        subject: `Publication ${event.publicationId}: ${event.facts.state}`,
        paragraphs: [`How far publication ${event.publicationId} came: ${event.facts.state}.`],
      });
    case 'endpoint.disabled':
      return staffMail({
        subject: `Endpoint was disabled: ${endpoint}`,
        paragraphs: [`The reason: ${event.facts.reason}.`],
      });
    case 'test.ping':
      return staffMail({
        subject: `Test: ${endpoint}`,
        paragraphs: [
          `A test message for ${endpoint}, asked for by ${event.facts.by}. Nothing has happened.`,
        ],
      });
  }
}
