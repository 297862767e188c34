import type { EndpointDetail } from '#src/endpoints/endpoint.ts';
import type { EventType, RevisionType } from '#src/endpoints/event-type.ts';
import type { EventOf } from '#src/endpoints/event.ts';
import type { MailWords } from '#src/rendering/message.ts';

import { staffMail } from './staff-mail.ts';

/** What a duty mailbox is told that is no advisory yet, or none at all. */
export function eventWords(
  event: EventOf<Exclude<EventType, RevisionType>>,
  { endpoint, detail }: { readonly endpoint: string; readonly detail: EndpointDetail },
): MailWords {
  switch (event.type) {
    case 'advisory.approved':
      return approvedWords(event, detail);
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

/** The issuer's own headline first. A thin one reads no word, for none is public. */
function approvedWords(
  { facts, lane }: EventOf<'advisory.approved'>,
  detail: EndpointDetail,
): MailWords {
  const { words, language, status, appliesTo } = facts.content;
  const mark = status === 'actual' ? '' : 'EXERCISE: ';
  const { [language]: own, ...others } = words;
  const all = [own, ...Object.values(others)].flatMap((said) => said?.headline ?? []);
  const headlines = detail === 'thin' ? [] : all;
  const countries = [...new Set(appliesTo.map(({ country }) => country))].join(', ');
  return staffMail({
    subject: `${mark}Approved and not yet published: ${headlines[0] ?? countries}`,
    paragraphs: [
      'This advisory was approved and goes out soon. Tell nobody before it has: it may still be taken back.',
      ...headlines,
      `Countries: ${countries}. Urgency: ${lane}.`,
    ],
  });
}
