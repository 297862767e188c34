import { sql } from 'kysely';

import type {
  AcknowledgementLink,
  Acknowledgements,
  AcknowledgementsWanted,
} from '#src/endpoints/acknowledgement.ts';
import type { Contact } from '#src/endpoints/endpoint.ts';
import type { Keyring } from '#src/keyring/keyring.ts';

import { acknowledgementRows } from './acknowledgement-rows.ts';
import { acknowledge } from './acknowledging.ts';
import { findAsked } from './asked.ts';
import type { Asked } from './asked.ts';
import { contactTag } from './contact-links.ts';
import type { Database } from './database.ts';

interface AcknowledgementsParts {
  readonly db: Database;
  readonly keyring: Pick<Keyring, 'open' | 'lookup' | 'readContactToken'>;
}

export function createAcknowledgements(parts: AcknowledgementsParts): Acknowledgements {
  const { db } = parts;

  return {
    list: ({ limit, ...wanted }) => acknowledgementRows(db, { where: whereOf(wanted), limit }),

    async acknowledge(given) {
      if (!(await acknowledge(db, given))) return undefined;
      const where = sql`e.public_id = ${given.endpoint} and v.public_id = ${given.event}`;
      return (await acknowledgementRows(db, { where, limit: 1 }))[0]?.acknowledgement;
    },

    peek: async (token) => (await open(parts, token))?.link,

    async acknowledgeByLink(token) {
      const opened = await open(parts, token);
      if (opened === undefined) return undefined;
      const { endpoint, endpointName, event } = opened.link.acknowledgement;
      const by = opened.contact.name ?? endpointName;
      await acknowledge(db, { endpoint, event, by, note: undefined, means: 'link' });
      return (await open(parts, token))?.link;
    },
  };
}

function whereOf({ endpoint, isOpen, after }: Omit<AcknowledgementsWanted, 'limit'>) {
  return sql.join(
    [
      endpoint === undefined ? sql`true` : sql`e.public_id = ${endpoint}`,
      isOpen ? sql`a.acknowledged_at is null and a.replaced_at is null` : sql`true`,
      after === undefined
        ? sql`true`
        : sql`(a.event_id, a.endpoint_id) < (${after.event}, ${after.endpoint})`,
    ],
    sql` and `,
  );
}

interface Opened {
  readonly link: AcknowledgementLink;
  readonly contact: Contact;
}

/** Whoever is no contact any more holds a link that opens nothing. */
async function open(parts: AcknowledgementsParts, token: string): Promise<Opened | undefined> {
  const { keyring } = parts;
  const [endpoint, event, tag] = keyring.readContactToken('acknowledge', token) ?? [];
  if (endpoint === undefined || event === undefined) return undefined;
  const asked = await findAsked(parts, { endpoint, event });
  const contact = asked?.contacts.find(({ email }) => contactTag(keyring, email) === tag);
  if (asked === undefined || contact === undefined) return undefined;
  return { link: linkTo(asked), contact };
}

function linkTo({ acknowledgement, revision }: Asked): AcknowledgementLink {
  const { language, words, status } = revision.content;
  const headline = words[language]?.headline ?? '';
  return { acknowledgement, headline, language, isActual: status === 'actual' };
}
