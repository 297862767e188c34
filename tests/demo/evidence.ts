import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { alertsIn } from './diary.ts';
import type { Diary } from './diary.ts';
import type { ReceivedCall } from './embassy.ts';
import type { ReceivedMail } from './inbox.ts';

/** Where each mail and each call lies below the folder, by Message-ID and webhook-id. */
export type Filed = ReadonlyMap<string, string>;

/** Every mail as it came, and every call with what is needed to verify it again. */
export async function fileEvidence(dir: string, diary: Diary): Promise<Filed> {
  await mkdir(join(dir, 'mails'), { recursive: true });
  await mkdir(join(dir, 'webhooks'), { recursive: true });
  const filed = new Map<string, string>();
  const revisions = new Map(alertsIn(diary).map((mail) => [mail.messageId, mail.revision]));
  for (const [index, mail] of diary.mails.entries()) {
    const file = join('mails', mailName(index, mail, revisions.get(mail.messageId)));
    await writeFile(join(dir, file), mail.raw);
    filed.set(mail.messageId, file);
  }
  for (const call of diary.calls) {
    const file = join('webhooks', callName(call));
    await writeFile(join(dir, file), `${JSON.stringify(call, undefined, 2)}\n`);
    filed.set(call.id, file);
  }
  return filed;
}

function mailName(index: number, { to, language }: ReceivedMail, revision: number | undefined) {
  const kind = revision === undefined ? 'notice' : `revision-${revision}`;
  const [name = ''] = to.split('@');
  return `${String(index + 1).padStart(2, '0')}-${kind}-${language}-${name}.eml`;
}

function callName({ revision, type }: ReceivedCall): string {
  return `${String(revision).padStart(2, '0')}-${type.replaceAll(/[^\w.-]/g, '-')}.json`;
}
