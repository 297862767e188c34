import type { ParsedMail } from 'mailparser';

import { AppError } from '#src/errors.ts';

import { nowhere } from './made-up.ts';
import { unsubscribeUrlIn } from './mailbox.ts';
import type { ReadableMailbox } from './mailbox.ts';
import { notCutShort, waitFor } from './waiting.ts';

interface CitizenParts {
  /** Where the pages are. */
  readonly url: string;
  readonly mailbox: ReadableMailbox;
  readonly address: string;
  readonly withinMs: number;
}

/** Somebody who does not exist, going through the public doors only. */
export interface MadeUpCitizen {
  /** Asks for alerts about nowhere and confirms by the link in the mail. */
  readonly subscribe: (signal: AbortSignal) => Promise<void>;
  readonly alert: (mark: string, signal: AbortSignal) => Promise<ParsedMail>;
  /** By one click from the alert, as mailbox providers do it. */
  readonly unsubscribe: (alert: ParsedMail, signal: AbortSignal) => Promise<void>;
  /** By a manage link, for who has no alert to click in. */
  readonly end: (signal: AbortSignal) => Promise<void>;
}

export function createMadeUpCitizen(parts: CitizenParts): MadeUpCitizen {
  const { url, mailbox, address, withinMs } = parts;

  return {
    async subscribe(signal) {
      const wish = { places: [{ kind: 'country', country: nowhere }], language: 'en' };
      await call(`${url}/api/v1/subscriptions`, { json: { address, ...wish } }, signal);
      const path = await linkIn(/\/confirm\/[\w-]+/, signal);
      await call(url + path, {}, signal);
      await call(url + path, { form: '' }, notCutShort());
    },

    alert: (mark, signal) => mailWith(({ subject }) => subject?.includes(mark) === true, signal),

    async unsubscribe(alert, signal) {
      const link = unsubscribeUrlIn(alert);
      if (link === undefined) throw new AppError('NOT_FOUND', 'The alert has no List-Unsubscribe');
      signal.throwIfAborted();
      const click = { form: 'List-Unsubscribe=One-Click' };
      await call(url + new URL(link).pathname, click, notCutShort());
    },

    async end(signal) {
      await call(`${url}/manage`, { form: `address=${encodeURIComponent(address)}` }, signal);
      const path = await linkIn(/\/manage\/[\w-]{20,}/, signal);
      const list = await call(url + path, {}, signal);
      const ends = new Set(list.match(/\/manage\/[\w-]+\/\d+\/end/g));
      for (const end of ends) await call(url + end, { form: '' }, signal);
    },
  };

  async function linkIn(pattern: RegExp, signal: AbortSignal): Promise<string> {
    const mail = await mailWith(({ text = '' }) => pattern.test(text), signal);
    return pattern.exec(mail.text ?? '')?.[0] ?? '/';
  }

  function mailWith(
    isWanted: (mail: ParsedMail) => boolean,
    signal: AbortSignal,
  ): Promise<ParsedMail> {
    const look = async () => {
      for (const id of await mailbox.idsTo(address, signal)) {
        const mail = await mailbox.open(id, signal);
        if (isWanted(mail)) return mail;
      }
      return undefined;
    };
    const domain = address.slice(address.lastIndexOf('@'));
    const otherwise = `No such mail came to ${mailbox.name}: do workers run, does the relay lead there, may ${domain} be mailed (RECIPIENT_ALLOWLIST)? None came`;
    return waitFor({ look, withinMs, otherwise }, signal);
  }
}

interface Body {
  readonly json?: unknown;
  readonly form?: string;
}

/** GET without a body, POST with one. Gives the page; a refusal is an error that names no token. */
async function call(url: string, { json, form }: Body, signal: AbortSignal): Promise<string> {
  const body = json === undefined ? form : JSON.stringify(json);
  const type = json === undefined ? 'application/x-www-form-urlencoded' : 'application/json';
  const response = await fetch(url, {
    signal,
    ...(body === undefined ? {} : { method: 'POST', headers: { 'content-type': type }, body }),
  });
  const text = await response.text();
  if (response.ok) return text;
  const [, door = ''] = new URL(url).pathname.split('/');
  throw new AppError('INPUT_INVALID', `/${door}: expected success, got HTTP ${response.status}`);
}
