import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { simpleParser } from 'mailparser';

import { createApp } from '#src/app.ts';
import { aKeyFile } from '#tests/support/keyring.ts';
import { startSmtpSink } from '#tests/support/smtp-sink.ts';

import { publishAbout } from './pipeline.ts';
import { sampleSchema } from './sample.ts';
import type { Sample } from './sample.ts';
import { publicUrl } from './stage.ts';
import type { Stage } from './stage.ts';
import { places } from './warm-up.ts';

/** Delivers to the one citizen who is there so far, into a relay that keeps what it is given. */
export async function catchSample(stage: Stage, signal: AbortSignal): Promise<Sample> {
  await using catcher = await startSmtpSink();
  const { env, log } = stage.app;
  const surroundings = { env, log, databaseUrl: stage.postgres.url, publicUrl };
  await using app = createApp({
    ...surroundings,
    keys: aKeyFile(),
    relays: [catcher.url],
    isCaught: true,
  });
  const { publicationId } = await publishAbout({ app }, { country: places.audience });
  await app.plan(publicationId, signal);
  await app.duties.deliverMail(publicationId, signal);
  const [mail] = catcher.messages;
  if (mail === undefined) throw new Error('expected a message to the first citizen, none came');
  return takeApart(mail);
}

const everybodysHeaders = [
  'list-id',
  'list-help',
  'feedback-id',
  'auto-submitted',
  'x-auto-response-suppress',
];

type Parsed = Awaited<ReturnType<typeof simpleParser>>;

function sender({ from, replyTo }: Pick<Parsed, 'from' | 'replyTo'>) {
  const author = from?.value[0];
  return {
    fromName: author?.name,
    fromAddress: author?.address,
    replyTo: replyTo?.value[0]?.address,
  };
}

async function takeApart({ from, raw }: { from: string; raw: Buffer }): Promise<Sample> {
  const { subject, text, html, headerLines, ...mail } = await simpleParser(raw);
  const lines = headerLines.map(({ key, line }) => {
    const value = line.slice(line.indexOf(':') + 1).replaceAll(/\r?\n\s*/g, ' ');
    return [key, value.trim()] as const;
  });
  const headers = lines.filter(([key]) => everybodysHeaders.includes(key));
  const listUnsubscribe = lines.find(([key]) => key === 'list-unsubscribe')?.[1];
  return sampleSchema.parse({
    raw: raw.toString('base64'),
    envelopeFrom: from,
    ...sender(mail),
    subject,
    text,
    html,
    headers: Object.fromEntries(headers),
    token: /\/unsubscribe\/([\w-]+)/.exec(text ?? '')?.[1],
    listUnsubscribe,
  });
}

export async function keepSample({ dir }: Pick<Stage, 'dir'>, sample: Sample): Promise<string> {
  const file = join(dir, 'sample.json');
  await writeFile(file, JSON.stringify(sample));
  return file;
}
