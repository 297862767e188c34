import { stat, statfs } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';

import type { Env } from '#config/env.ts';
import { issuer } from '#config/issuer.ts';
import { fail, note, pass } from '#src/commands/finding.ts';
import type { Finding } from '#src/commands/finding.ts';
import { createVoice } from '#src/rendering/voice.ts';
import { refuseExampleIssuer } from '#src/surroundings.ts';

import { refusalAsFinding } from './refusal.ts';

export function examineTemplates({
  TEMPLATES_DIR,
  PUBLIC_URL = 'http://localhost',
}: Env): Promise<Finding> {
  return refusalAsFinding('templates', () => {
    const voice = createVoice({ templatesDir: TEMPLATES_DIR, issuer, publicUrl: PUBLIC_URL });
    voice.rehearse('all');
    return pass('templates', `every mail and page renders in ${voice.languages.join(', ')}`);
  });
}

export function examineIssuer(env: Env): Promise<Finding> {
  return refusalAsFinding('issuer', () => {
    refuseExampleIssuer(env);
    if (!issuer.example) return pass('issuer', `${issuer.id}, mailing as ${issuer.from}`);
    return note(
      'issuer',
      'config/issuer.ts is still the example: good for trying, refused with a real relay',
    );
  });
}

/** The address that stands in every mail must lead citizens here. */
export function examinePublicUrl({ PUBLIC_URL, SMTP_URL }: Env): Finding {
  if (PUBLIC_URL?.startsWith('https:') === true) return pass('public url', PUBLIC_URL);
  if (SMTP_URL === undefined)
    return note(
      'public url',
      'not https, which is enough for trying: set PUBLIC_URL before citizens get mail',
    );
  return PUBLIC_URL === undefined
    ? fail(
        'public url',
        'mail may leave and PUBLIC_URL is not set: every link would lead to this machine itself. Set it',
      )
    : note('public url', 'links in mails are not https: set PUBLIC_URL to the address behind TLS');
}

const scarceBytes = 500 * 1024 ** 2;
const tightBytes = 2 * 1024 ** 3;

export async function examineDisk({ DATA_DIR }: Env): Promise<Finding> {
  const { bavail, bsize } = await statfs(await existing(resolve(DATA_DIR)));
  const free = bavail * bsize;
  const says = `${(free / 1024 ** 3).toFixed(1)} GiB free below ${DATA_DIR}`;
  if (free < scarceBytes)
    return fail('disk', `${says}: make room, PostgreSQL stops when it is full`);
  return free < tightBytes ? note('disk', `${says}: make room soon`) : pass('disk', says);
}

/** The nearest folder that is there already. */
async function existing(path: string): Promise<string> {
  const there = await stat(path).then(
    () => true,
    () => false, // not made yet
  );
  return there || dirname(path) === path ? path : existing(dirname(path));
}

/** Embedded parts are for trying, developing and testing. */
export function nameEmbeddedParts({ DATABASE_URL, REDIS_URL, SMTP_URL, DATA_DIR }: Env): Finding {
  const embedded = [
    ...(DATABASE_URL === undefined ? [`PostgreSQL in ${DATA_DIR} (DATABASE_URL)`] : []),
    ...(REDIS_URL === undefined ? ['queues on PostgreSQL (REDIS_URL)'] : []),
    ...(SMTP_URL === undefined ? ['mailbox instead of a relay (SMTP_URL)'] : []),
  ];
  if (embedded.length === 0)
    return pass('parts', 'all of your own: DATABASE_URL, REDIS_URL, SMTP_URL');
  return note(
    'parts',
    `embedded: ${embedded.join(', ')}; set the variables in brackets for production`,
  );
}
