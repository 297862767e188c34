import { parseArgs } from 'node:util';

import { readEnv } from '#config/env.ts';
import { issuer } from '#config/issuer.ts';
import { AppError } from '#src/errors.ts';
import { readKeyFile } from '#src/keyring/key-file.ts';
import { createKeyring } from '#src/keyring/keyring.ts';
import type { DeliveryKey } from '#src/keyring/keyring.ts';
import { run } from '#src/running.ts';
import type { Database } from '#src/store/database.ts';
import { traceCall } from '#src/store/tracing-calls.ts';
import { mailsNewestFirst, purposesOf, tallyAdvisory, traceDelivery } from '#src/store/tracing.ts';
import { keyPath } from '#src/surroundings.ts';

import { asked, misused, say, sayJson } from './command-line.ts';
import { openCurrentRecord } from './record.ts';
import type { DatabaseRecord } from './record.ts';
import { tallyText, traceText } from './trace-text.ts';

const usage = `Usage: npm run trace -- DELIVERY [--json]
       npm run trace -- --advisory ID [--json]

The life of one delivery from the rows: its publication, state and reason, lease, and every attempt. Never an address.
DELIVERY is one of
  PUBLICATION/CHANNEL/RECIPIENT           as in 12/email/4711 or 12/webhook/3
  PUBLICATION/CHANNEL/RECIPIENT/PURPOSE   one of a person's notices, as in 1/email/4711/confirm:5
  a Message-ID                            searched newest first, in seconds per million mails; needs KEY_FILE
--advisory tells how the deliveries of each of its publications stand, by state and reason.`;

const spelled =
  /^(?<publication>\d+)\/(?<channel>email|webhook)\/(?<recipient>\d+)(?:\/(?<purpose>.+))?$/;

const hint = 'See npm run trace -- --help';

await run(async () => {
  const { values, positionals } = asked(hint, () =>
    parseArgs({
      allowPositionals: true,
      options: {
        advisory: { type: 'string' },
        json: { type: 'boolean', default: false },
        help: { type: 'boolean', default: false },
      },
    }),
  );
  if (values.help) return say(usage);
  const trace = traced(positionals, values.advisory);
  // oxlint-disable-next-line node/no-process-env -- the door of this process
  await using record = await openCurrentRecord(readEnv(process.env));
  const { document, text } = await trace(record);
  if (values.json) sayJson(document);
  else say(text);
});

interface Answer {
  readonly document: unknown;
  readonly text: string;
}

type Trace = (record: DatabaseRecord) => Promise<Answer>;

function traced(words: readonly string[], advisoryId: string | undefined): Trace {
  const [word] = words;
  if (words.length + (advisoryId === undefined ? 0 : 1) !== 1)
    throw misused(hint, 'Expected one delivery, or --advisory and nothing else');
  if (word !== undefined) return named(word);
  return ({ db }) => advisory(db, advisoryId ?? '');
}

function named(word: string): Trace {
  const { publication, channel = '', recipient, purpose } = spelled.exec(word)?.groups ?? {};
  if (publication !== undefined) {
    const at = { publicationId: Number(publication), channel, recipientId: Number(recipient) };
    return (record) => deliveryAt(record, at, purpose);
  }
  const [, id] = /^<?([0-9a-f]{32})@[^\s>]+>?$/.exec(word) ?? [];
  if (id !== undefined) return (record) => byMessageId(record, id);
  throw misused(hint, `Expected PUBLICATION/CHANNEL/RECIPIENT or a Message-ID, got ${word}`);
}

async function advisory(db: Database, advisoryId: string): Promise<Answer> {
  const tallies = await tallyAdvisory(db, advisoryId);
  if (tallies.length === 0) {
    throw new AppError(
      'NOT_FOUND',
      `No publication of an advisory ${advisoryId}: npm run advisory -- publications lists them`,
    );
  }
  return { document: { advisoryId, tallies }, text: tallyText(advisoryId, tallies) };
}

async function deliveryAt(
  record: DatabaseRecord,
  at: Omit<DeliveryKey, 'purpose'>,
  purpose: string | undefined,
): Promise<Answer> {
  const purposes =
    purpose === undefined && at.channel === 'email'
      ? await purposesOf(record.db, at)
      : [purpose ?? ''];
  const [only = '', ...others] = purposes;
  if (others.length === 0) return told(record, { ...at, purpose: only });
  const place = `${at.publicationId}/${at.channel}/${at.recipientId}`;
  return {
    document: { deliveries: purposes.map((each) => ({ ...at, purpose: each })) },
    text: `Several notices; name one:\n${purposes.map((each) => `  ${place}/${each}`).join('\n')}`,
  };
}

async function byMessageId(record: DatabaseRecord, id: string): Promise<Answer> {
  const { messageId } = createKeyring(await readKeyFile(keyPath(record.env), false));
  for await (const keys of mailsNewestFirst(record.db)) {
    const found = keys.find((key) => messageId(key) === id);
    if (found !== undefined) return told(record, found);
  }
  throw new AppError(
    'NOT_FOUND',
    'No delivery has this Message-ID: it was made under another key file, or the delivery is deleted',
  );
}

async function told({ db, env }: DatabaseRecord, key: DeliveryKey): Promise<Answer> {
  const trace = await (key.channel === 'webhook' ? traceCall : traceDelivery)(db, key);
  if (trace === undefined) {
    throw new AppError(
      'NOT_FOUND',
      `There is no delivery ${key.publicationId}/${key.channel}/${key.recipientId}: this recipient was not part of that publication`,
    );
  }
  const messageId = key.channel === 'email' ? await messageIdOf(keyPath(env), key) : undefined;
  return { document: { ...trace, messageId }, text: traceText(trace, messageId) };
}

/** What to look for in the relay's log; without the key file the rest is told all the same. */
async function messageIdOf(path: string, key: DeliveryKey): Promise<string | undefined> {
  const keys = await readKeyFile(path, false).catch(() => undefined);
  if (keys === undefined) return undefined;
  const domain = issuer.from.slice(issuer.from.lastIndexOf('@') + 1);
  return `<${createKeyring(keys).messageId(key)}@${domain}>`;
}
