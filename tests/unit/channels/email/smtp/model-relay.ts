import type { SmtpReply } from '#src/channels/email/smtp/outcome.ts';

/** What a relay makes of one message, if asked in good order. */
export interface Manner {
  readonly mail: number;
  readonly rcpt: number;
  readonly data: number;
  /** The answer to DATA when there is no recipient. */
  readonly dataForNobody: 354 | 503 | 554;
  readonly dot: number;
  /** The answer to a lone dot after a refused recipient. */
  readonly loneDot: number;
}

export interface SaidReply {
  readonly reply: SmtpReply;
  /** The message whose final dot this answers. */
  readonly toDotOf: number | undefined;
}

/** The other end of a dialogue, by the book: one command after another, one reply each; strict about what is content. */
export function createModelRelay(mannerOf: (message: number) => Manner) {
  const said: SaidReply[] = [];
  const wrongs: string[] = [];
  const taken: number[] = [];
  let current: number | undefined;
  let stage: 'none' | 'mail' | 'rcpt' | 'content' = 'none';
  let recipient = false;

  const answer = (code: number, toDotOf?: number) => said.push({ reply: { code }, toDotOf });

  function command(): boolean {
    if (stage !== 'content') return true;
    wrongs.push('a command was sent where content was awaited');
    return false;
  }

  function mail(message: number): void {
    if (stage !== 'none') return void answer(503);
    const { mail: code } = mannerOf(message);
    answer(code);
    current = message;
    recipient = false;
    if (code < 300) stage = 'mail';
  }

  function rcpt(message: number): void {
    if (stage !== 'mail') return void answer(503);
    const { rcpt: code } = mannerOf(message);
    answer(code);
    if (code >= 300) return;
    stage = 'rcpt';
    recipient = true;
  }

  function data(message: number): void {
    const manner = mannerOf(message);
    const code = stage === 'rcpt' ? manner.data : manner.dataForNobody;
    answer(code);
    if (code === 354) stage = 'content';
  }

  return {
    said,
    wrongs,
    /** Messages for which this relay took responsibility. */
    taken,
    envelope(message: number) {
      if (!command()) return;
      mail(message);
      rcpt(message);
      data(message);
    },
    content(message: number) {
      if (stage !== 'content' || current !== message || !recipient)
        wrongs.push('content nobody asked for');
      const { dot } = mannerOf(message);
      stage = 'none';
      answer(dot, message);
      if (dot < 300) taken.push(message);
    },
    loneDot() {
      if (stage !== 'content') wrongs.push('a dot nobody asked for');
      if (recipient) wrongs.push('an empty message was delivered');
      stage = 'none';
      answer(mannerOf(current ?? 0).loneDot);
    },
    reset() {
      if (!command()) return;
      stage = 'none';
      answer(250);
    },
  };
}
