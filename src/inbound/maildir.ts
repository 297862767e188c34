import { createHash } from 'node:crypto';
import { open, readdir, rename, mkdir } from 'node:fs/promises';
import { join } from 'node:path';

import type { Logger } from 'pino';

import { inbound } from '#config/inbound.ts';
import { AppError, codeOf } from '#src/errors.ts';

import type { Arrived, Inbox } from './inbox.ts';
import type { OwnAddresses } from './own-addresses.ts';

interface MaildirParts {
  readonly dir: string;
  readonly own: OwnAddresses;
  readonly inbox: Inbox;
  readonly log: Pick<Logger, 'error'>;
}

export interface Maildir {
  /** Gives how many were taken. */
  readonly take: (signal: AbortSignal) => Promise<number>;
}

/**
 * Takes what a mail server has put into `new/` and moves each to `cur/` when it is committed. A worker that dies in between
 * takes the message again, and two at once take it twice: it is kept once. A file that cannot be read or moved stays where it
 * is, is told once, and is tried again each time; the others go on.
 */
export function createMaildir(parts: MaildirParts): Maildir {
  const troubles = new Set<string>();
  return {
    async take(signal) {
      const names = await waitingIn(parts.dir);
      for (const name of troubles) if (!names.includes(name)) troubles.delete(name);
      let taken = 0;
      for (const name of names) {
        if (signal.aborted) break;
        if (await takeOrTell(name)) taken += 1;
      }
      return taken;
    },
  };

  async function takeOrTell(name: string): Promise<boolean> {
    try {
      const isTaken = await takeOne(parts, name);
      troubles.delete(name);
      return isTaken;
    } catch (error) {
      if (!troubles.has(name))
        parts.log.error({ file: hashOf(name), code: codeOf(error) }, 'maildir.not-taken');
      troubles.add(name);
      return false;
    }
  }
}

async function takeOne({ dir, own, inbox }: MaildirParts, name: string): Promise<boolean> {
  const raw = await gone(readStart(join(dir, 'new', name)));
  if (raw === undefined) return false;
  await inbox.keep([arrivedIn(own, raw)]);
  await mkdir(join(dir, 'cur'), { recursive: true });
  const moved = name.includes(':') ? name : `${name}:2,`;
  const isMoved = await gone(
    rename(join(dir, 'new', name), join(dir, 'cur', moved)).then(() => true),
  );
  return isMoved === true;
}

/** Names are chosen by other programs: who looks for a file compares `printf %s NAME | sha256sum`. */
function hashOf(name: string): string {
  return createHash('sha256').update(name).digest('hex').slice(0, 16);
}

async function waitingIn(dir: string): Promise<readonly string[]> {
  const names = await gone(readdir(join(dir, 'new')));
  if (names === undefined) {
    throw new AppError(
      'CONFIGURATION_INVALID',
      'INBOUND_MAILDIR: expected a maildir with the folder new/ in it, got nothing there',
    );
  }
  return names.filter((name) => !name.startsWith('.')).toSorted();
}

/** Its sender was told that we have it, so none is refused; of one that is too large the beginning is kept. */
async function readStart(path: string): Promise<Buffer> {
  await using file = await open(path);
  const { size } = await file.stat();
  const raw = Buffer.alloc(Math.min(size, inbound.largestMessage));
  const { bytesRead } = await file.read(raw, 0, raw.length, 0);
  return raw.subarray(0, bytesRead);
}

/** In the order in which servers prefer to say whom a message was for before it was rewritten. */
const recipientHeaders = ['x-original-to', 'envelope-to', 'delivered-to'];

/**
 * Whom it was for stands in what the server that delivered it put in front. A maildir is ours as a whole: what is for none of
 * our addresses is an answer, and a person reads it.
 */
function arrivedIn(own: OwnAddresses, raw: Buffer): Arrived {
  const fields = fieldsOf(raw);
  const named = recipientHeaders.flatMap((header) =>
    fields.filter(([name]) => name === header).map(([, value]) => bare(value)),
  );
  const from = bare(fields.find(([name]) => name === 'return-path')?.[1] ?? '');
  for (const to of named) {
    const cameTo = own.recognise(to);
    if (cameTo !== undefined) return { from, to, cameTo: cameTo.kind, raw };
  }
  return { from, to: named[0] ?? '', cameTo: 'answer', raw };
}

/** Of the head, names in lower case. Continued lines are of no interest here. */
function fieldsOf(raw: Buffer): readonly (readonly [name: string, value: string])[] {
  const [head = ''] = raw
    .subarray(0, 65_536)
    .toString('utf8')
    .split(/\r?\n\r?\n/, 1);
  return [...head.matchAll(/^([\w-]+):[ \t]*(.*?)\r?$/gm)].map(([, name = '', value = '']) => [
    name.toLowerCase(),
    value.trim(),
  ]);
}

function bare(address: string): string {
  return address.replace(/^<(.*)>$/, '$1');
}

/** Undefined when the file is not (or no longer) there. */
async function gone<T>(work: Promise<T>): Promise<T | undefined> {
  try {
    return await work;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
}
