import type { Duplex } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';

import { createContent } from './content.ts';
import type { Content } from './content.ts';
import type { Fault, Faults, Verb } from './fault.ts';
import { rightNow } from './record.ts';

/** What a conversation brings its relay. */
export interface Taken {
  readonly recipient: string;
  readonly head: Buffer;
  readonly begunAt: number;
}

export interface ConversationParts {
  readonly socket: Duplex;
  readonly faults: Faults;
  readonly offersTls: boolean;
  /** False on a connection that has been secured: the client speaks first there. */
  readonly greets: boolean;
  readonly taken: (message: Taken) => void;
  readonly refused: (recipient: string) => void;
  /** The client may begin TLS; or, when it is to fail, gets something else. */
  readonly secure: (broken: boolean) => void;
  /** A command out of its place: the client's fault, and counted. */
  readonly misspoken: (code: number) => void;
  readonly signal: AbortSignal;
}

/** What is to be answered at a verb, and what that stands for. */
interface Due {
  readonly verb: Verb;
  readonly reply: string;
  readonly effect?: () => void;
  /** The recipient so far when left out. */
  readonly about?: string | undefined;
}

const headBytes = 4_096;

/** One SMTP conversation, replies to a group of commands in one write (RFC 2920). A transaction that was refused stays open until RSET, as Postfix does it. */
export function converse(parts: ConversationParts): void {
  const { socket, faults, signal } = parts;
  let pending: Buffer = Buffer.alloc(0);
  let out = '';
  /** Nothing more is read before an answer that takes its time, or ever. */
  let busy = false;
  let isOpen = false;
  let recipient: string | undefined;
  let content: Content | undefined;
  let begunAt = 0;

  socket.on('data', (chunk: Buffer) => {
    pending = pending.length === 0 ? chunk : Buffer.concat([pending, chunk]);
    work();
  });
  if (parts.greets) answer({ verb: 'greeting', reply: '220 chaos.test ESMTP' });
  flush();

  function work(): void {
    while (takeNext());
    flush();
  }

  function takeNext(): boolean {
    if (busy || pending.length === 0) return false;
    return content === undefined ? takeCommand() : takeContent();
  }

  function flush(): void {
    if (out !== '' && socket.writable) socket.write(out);
    out = '';
  }

  function takeContent(): boolean {
    if (begunAt === 0) begunAt = rightNow();
    const rest = content?.take(pending);
    pending = rest ?? Buffer.alloc(0);
    if (rest === undefined) return false;
    const head = content?.head() ?? rest;
    content = undefined;
    const effect = () => {
      if (recipient !== undefined) parts.taken({ recipient, head, begunAt });
    };
    answer({ verb: 'dot', reply: '250 2.0.0 taken', effect });
    isOpen = false;
    recipient = undefined;
    return true;
  }

  function takeCommand(): boolean {
    const end = pending.indexOf('\r\n');
    if (end === -1) return false;
    const line = pending.toString('utf8', 0, end);
    pending = pending.subarray(end + 2);
    obey(line.slice(0, 4).toUpperCase().trim(), line);
    return true;
  }

  const commands: Readonly<Record<string, (line: string) => void>> = {
    EHLO: () => answer({ verb: 'ehlo', reply: greetingOf(parts.offersTls) }),
    STAR: () =>
      answer({ verb: 'starttls', reply: '220 2.0.0 go ahead', effect: () => startTls(false) }),
    MAIL: beginTransaction,
    RCPT: takeRecipient,
    DATA: beginContent,
    RSET: () => endTransaction('250 2.0.0 ok'),
    NOOP: () => say('250 2.0.0 ok'),
    QUIT: () => hangUp('221 2.0.0 bye'),
  };

  function obey(command: string, line: string): void {
    const act = commands[command];
    if (act === undefined) misspoke(500, '5.5.2 no such command');
    else act(line);
  }

  function beginTransaction(): void {
    if (isOpen) return misspoke(503, '5.5.1 nested MAIL command');
    answer({ verb: 'mail', reply: '250 2.1.0 ok', effect: () => (isOpen = true) });
  }

  function endTransaction(reply: string): void {
    isOpen = false;
    recipient = undefined;
    say(reply);
  }

  function takeRecipient(line: string): void {
    const address = /<([^>]*)>/.exec(line)?.[1] ?? '';
    if (!isOpen) return misspoke(503, '5.5.1 MAIL first');
    answer({
      verb: 'rcpt',
      reply: '250 2.1.5 ok',
      effect: () => (recipient = address),
      about: address,
    });
  }

  function beginContent(): void {
    if (!isOpen) return misspoke(503, '5.5.1 MAIL first');
    // What Postfix says when every recipient was refused.
    if (recipient === undefined) return say('554 5.5.1 no valid recipients');
    answer({ verb: 'data', reply: '354 go on', effect: openContent });
  }

  function openContent(): void {
    content = createContent(headBytes);
    begunAt = 0;
  }

  /** The answer that is due and what it stands for, unless a fault comes instead. */
  function answer(due: Due): void {
    const { about = recipient, effect } = due;
    const fault = faults(due.verb, about);
    if (fault !== undefined) return fail(fault, { ...due, about });
    // TLS begins when the answer is out.
    say(due.reply);
    effect?.();
  }

  function fail(fault: Fault, { reply, effect = () => {}, about }: Due): void {
    busy = fault.kind !== 'refuse';
    switch (fault.kind) {
      case 'refuse':
        return refuse(fault, about);
      case 'stall':
        return;
      case 'cut':
        if (fault.taken) effect();
        return cut();
      case 'slow':
        effect();
        return void late(reply, fault.ms); // it gives up by itself when the relay closes
      case 'broken-handshake':
        say(reply);
        return startTls(true);
    }
  }

  /** What was answered before arrives. */
  function cut(): void {
    flush();
    socket.end(() => socket.destroy());
  }

  function refuse(
    { code, enhanced }: Extract<Fault, { kind: 'refuse' }>,
    about: string | undefined,
  ): void {
    if (code >= 500 && about !== undefined) parts.refused(about);
    const reply = `${code} ${enhanced} chaos`;
    if (code === 421) hangUp(reply);
    else say(reply);
  }

  async function late(reply: string, ms: number): Promise<void> {
    flush();
    await sleep(ms, undefined, { signal }).catch(() => {}); // the relay closes, and with it every connection
    busy = false;
    say(reply);
    work();
  }

  function startTls(broken: boolean): void {
    busy = true;
    flush();
    socket.removeAllListeners('data');
    parts.secure(broken);
  }

  function say(reply: string): void {
    out += `${reply}\r\n`;
  }

  function misspoke(code: number, text: string): void {
    parts.misspoken(code);
    say(`${code} ${text}`);
  }

  function hangUp(reply: string): void {
    say(reply);
    busy = true;
    flush();
    socket.end();
  }
}

function greetingOf(offersTls: boolean): string {
  const offers = ['PIPELINING', 'SIZE 20000000', '8BITMIME', 'SMTPUTF8', 'DSN'];
  const lines = [
    'chaos.test',
    ...offers,
    ...(offersTls ? ['STARTTLS'] : []),
    'ENHANCEDSTATUSCODES',
  ];
  return lines.map((line, at) => `250${at < lines.length - 1 ? '-' : ' '}${line}`).join('\r\n');
}
