import { simpleParser } from 'mailparser';
import type { ParsedMail } from 'mailparser';
import { z } from 'zod';

/** Somewhere mail is caught and can be read: the mailbox of npm start, or Mailpit beside docker-compose. */
export interface ReadableMailbox {
  readonly name: string;
  /** Newest first. */
  readonly idsTo: (address: string, signal: AbortSignal) => Promise<readonly string[]>;
  readonly open: (id: string, signal: AbortSignal) => Promise<ParsedMail>;
}

/** Finds out which of the two answers at this address; undefined when neither does. */
export async function findMailbox(
  url: string,
  signal: AbortSignal,
): Promise<ReadableMailbox | undefined> {
  const base = url.replace(/\/+$/, '');
  for (const kind of kinds) {
    const mailbox = { name: `${kind.name} at ${base}`, ...reader(base, kind) };
    const answers = await mailbox.idsTo('nobody@smoke.invalid', signal).then(
      () => true,
      () => false, // another program, or none
    );
    if (answers) return mailbox;
  }
  return undefined;
}

interface Kind {
  readonly name: string;
  readonly listPath: (address: string) => string;
  readonly rawPath: (id: string) => string;
}

const listSchema = z.object({
  messages: z.array(
    z.union([
      z.object({ id: z.string() }).transform(({ id }) => id),
      z.object({ ID: z.string() }).transform(({ ID }) => ID),
    ]),
  ),
});

const kinds: readonly Kind[] = [
  {
    name: 'the local mailbox',
    listPath: (address) => `/messages.json?to=${encodeURIComponent(address)}`,
    rawPath: (id) => `/messages/${id}.eml`,
  },
  {
    name: 'Mailpit',
    listPath: (address) => `/api/v1/search?query=${encodeURIComponent(`to:"${address}"`)}`,
    rawPath: (id) => `/api/v1/message/${id}/raw`,
  },
];

function reader(
  base: string,
  { listPath, rawPath }: Kind,
): Pick<ReadableMailbox, 'idsTo' | 'open'> {
  return {
    async idsTo(address, signal) {
      const response = await fetch(base + listPath(address), { signal });
      return listSchema.parse(await response.json()).messages;
    },
    async open(id, signal) {
      const response = await fetch(base + rawPath(id), { signal });
      return simpleParser(Buffer.from(await response.arrayBuffer()));
    },
  };
}

/** The address in `List-Unsubscribe` that one-click is posted to. */
export function unsubscribeUrlIn(mail: ParsedMail): string | undefined {
  const line = mail.headerLines.find(({ key }) => key === 'list-unsubscribe')?.line ?? '';
  return /<(https?:[^>]+)>/.exec(line.replaceAll(/\s+/g, ''))?.[1];
}
