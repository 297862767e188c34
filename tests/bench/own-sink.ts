import { once } from 'node:events';
import { createServer } from 'node:net';
import type { Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

/** Accepts every message on loopback until the process ends; holds each batch of replies back for a while. */
export async function runOwnSink(port: number, latencyMs: number): Promise<void> {
  const server = createServer({ noDelay: true }, (socket) => serve(socket, latencyMs));
  server.listen(port, '127.0.0.1', 4_096);
  await once(server, 'listening');
  await once(process, 'SIGTERM');
}

function serve(socket: Socket, latencyMs: number): void {
  const conversation = createConversation();
  // Sleeps of one length end in the order in which they began, so the replies keep theirs.
  const answer = async (replies: string) => {
    if (latencyMs > 0) await sleep(latencyMs);
    if (socket.writable) socket.write(replies);
  };
  socket.on('error', () => socket.destroy());
  socket.on('data', (chunk: Buffer) => {
    const replies = conversation(chunk);
    if (replies !== '') void answer(replies); // cannot reject
  });
  void answer('220 sink.test ESMTP\r\n');
}

const endOfMessage = Buffer.from('\r\n.\r\n');

/** The server's side of RFC 5321 and 2920, for clients that make no mistakes: bytes in, replies out. */
function createConversation(): (chunk: Buffer) => string {
  let rest: Buffer = Buffer.alloc(0);
  let inMessage = false;

  /** The answer to what comes next in `rest`; undefined when that is not there as a whole. */
  function next(): string | undefined {
    const end = rest.indexOf(inMessage ? endOfMessage : '\r\n');
    if (end === -1) return undefined;
    const taken = end + (inMessage ? endOfMessage.length : 2);
    const verb = rest.toString('latin1', 0, 4).toUpperCase();
    rest = rest.subarray(taken);
    if (inMessage) {
      inMessage = false;
      return '250 2.0.0 Ok\r\n';
    }
    inMessage = verb === 'DATA';
    return replyTo(verb);
  }

  return (chunk) => {
    rest = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
    let replies = '';
    for (let reply = next(); reply !== undefined; reply = next()) replies += reply;
    return replies;
  };
}

function replyTo(verb: string): string {
  switch (verb) {
    case 'EHLO':
      return '250-sink.test\r\n250-PIPELINING\r\n250-8BITMIME\r\n250 ENHANCEDSTATUSCODES\r\n';
    case 'DATA':
      return '354 End data with <CR><LF>.<CR><LF>\r\n';
    case 'QUIT':
      return '221 2.0.0 Bye\r\n';
    default:
      return '250 2.0.0 Ok\r\n';
  }
}
