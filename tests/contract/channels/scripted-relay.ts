import { once } from 'node:events';
import { createServer } from 'node:net';
import type { Socket } from 'node:net';

import { listen } from '#tests/support/raw-server.ts';

/** A reply without its line end; or `hang`: no answer any more, to whatever follows; or `cut`: the connection is torn down instead of one. */
export type Reply = string;

type Moment = 'GREETING' | 'EHLO' | 'MAIL' | 'RCPT' | 'DATA' | 'CONTENT' | 'RSET' | 'QUIT';

interface Dialogue {
  /** Counted from 0 over the relay's life. */
  readonly connection: number;
  /** Messages taken on this connection so far. */
  readonly taken: number;
  /** The command, or all of the message (dots unstuffed). */
  readonly said: string;
}

/** What the relay says; undefined for what any relay would. Nothing can be said to `CLOSED`. */
export type Script = (moment: Moment | 'CLOSED', dialogue: Dialogue) => Reply | undefined;

export interface ScriptedRelay extends AsyncDisposable {
  readonly url: string;
  readonly port: number;
  /** Messages that were answered by 250, as they were before dots were stuffed. */
  readonly taken: readonly string[];
  /** Every command, connection by connection. */
  readonly dialogues: readonly (readonly string[])[];
  /** How often the end of a message came in one piece with the beginning of the next. */
  readonly withNext: () => number;
}

const USUAL: Readonly<Record<Moment, string>> = {
  GREETING: '220 relay.test ESMTP',
  EHLO: '250-relay.test\r\n250-PIPELINING\r\n250-DSN\r\n250 ENHANCEDSTATUSCODES',
  MAIL: '250 2.1.0 Ok',
  RCPT: '250 2.1.5 Ok',
  DATA: '354 Go on',
  CONTENT: '250 2.0.0 Ok',
  RSET: '250 2.0.0 Ok',
  QUIT: '221 2.0.0 Bye',
};

type State = 'none' | 'mail' | 'rcpt' | 'content';

const TURNS: Partial<Record<Moment, { readonly after: State; readonly leads: State }>> = {
  MAIL: { after: 'none', leads: 'mail' },
  RCPT: { after: 'mail', leads: 'rcpt' },
  DATA: { after: 'rcpt', leads: 'content' },
};

const END = '\r\n.\r\n';

/** A relay that behaves as a test wants, at any point of a dialogue. Like Postfix, it refuses DATA without a recipient, and MAIL inside a transaction. */
export async function startScriptedRelay(script: Script): Promise<ScriptedRelay> {
  const taken: string[] = [];
  const dialogues: string[][] = [];
  const sockets = new Set<Socket>();
  let withNext = 0;
  const server = createServer({ noDelay: true }, (socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    socket.on('error', () => socket.destroy());
    socket.on('data', (chunk) => {
      if (chunk.includes('\r\n.\r\nMAIL FROM:')) withNext += 1;
    });
    const connection = dialogues.push([]) - 1;
    socket.on('close', () => script('CLOSED', { connection, taken: 0, said: '' }));
    converse(socket, { connection, script, taken, heard: dialogues[connection] ?? [] });
  });
  const { port } = await listen(server);
  return {
    url: `smtp://127.0.0.1:${port}`,
    port,
    taken,
    dialogues,
    withNext: () => withNext,
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy();
      if (!server.listening) return;
      server.close();
      await once(server, 'close');
    },
  };
}

interface Circumstances {
  readonly connection: number;
  readonly script: Script;
  readonly taken: string[];
  readonly heard: string[];
}

function converse(socket: Socket, { connection, script, taken, heard }: Circumstances): void {
  let buffered = '';
  let state: State = 'none';
  let count = 0;
  let isMute = false;

  const answer = (moment: Moment, said: string, usual = USUAL[moment]): string => {
    const reply = isMute ? 'hang' : (script(moment, { connection, taken: count, said }) ?? usual);
    isMute = reply === 'hang';
    if (reply === 'cut') socket.destroy();
    else if (!isMute) socket.write(`${reply}\r\n`);
    if (/^(421|221)/.test(reply)) socket.end();
    return reply;
  };

  const command = (line: string) => {
    heard.push(line);
    const moment = momentOf(line);
    const turn = TURNS[moment];
    const outOfTurn = turn !== undefined && turn.after !== state;
    const reply = answer(moment, line, outOfTurn ? '503 5.5.1 out of turn' : USUAL[moment]);
    if (!/^[23]/.test(reply)) return;
    if (turn !== undefined) state = turn.leads;
    if (state === 'content') buffered = `\r\n${buffered}`; // a dot may be all there is
    if (moment === 'RSET') state = 'none';
  };

  const content = (stuffed: string) => {
    state = 'none';
    const message = stuffed.replaceAll(/^\./gm, '');
    if (!answer('CONTENT', message).startsWith('2')) return;
    taken.push(message);
    count += 1;
  };

  const next = (): boolean => {
    const stop = state === 'content' ? END : '\r\n';
    const at = buffered.indexOf(stop);
    if (at === -1) return false;
    const said = buffered.slice(0, at);
    buffered = buffered.slice(at + stop.length);
    if (state === 'content') content(`${said}\r\n`.slice(2));
    else command(said);
    return true;
  };

  socket.on('data', (chunk) => {
    buffered += chunk.toString();
    while (next());
  });
  answer('GREETING', '');
}

function momentOf(line: string): Moment {
  const verb = line.slice(0, 4).toUpperCase();
  const known = (['EHLO', 'MAIL', 'RCPT', 'DATA', 'RSET', 'QUIT'] as const).find(
    (one) => one === verb,
  );
  if (known === undefined) throw new Error('a command this relay does not know');
  return known;
}
