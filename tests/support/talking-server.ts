import { once } from 'node:events';
import { createServer } from 'node:net';
import type { Socket } from 'node:net';

import { listen } from './raw-server.ts';

export interface TalkingServer extends AsyncDisposable {
  readonly port: number;
  readonly url: string;
  readonly open: ReadonlySet<Socket>;
  /** How many requests came over each connection, in the order in which they were made. */
  readonly connections: readonly number[];
}

/** Answers each request on a connection that stays open, with whatever bytes a test wants; for requests whose body is `{}` or none. */
export async function startTalkingServer(
  answer: (socket: Socket, nth: number) => string,
): Promise<TalkingServer> {
  const open = new Set<Socket>();
  const connections: number[] = [];
  const server = createServer((socket) => {
    const index = connections.push(0) - 1;
    let read = '';
    open.add(socket);
    socket.on('close', () => open.delete(socket));
    socket.on('error', () => socket.destroy());
    socket.on('data', (chunk: Buffer) => {
      read += chunk.toString('latin1');
      if (!/\r\n\r\n(\{\})?$/.test(read) || (read.startsWith('POST') && !read.endsWith('{}')))
        return;
      read = '';
      const nth = (connections[index] ?? 0) + 1;
      connections[index] = nth;
      socket.write(answer(socket, nth));
    });
  });
  const { port } = await listen(server);
  return {
    port,
    url: `http://127.0.0.1:${port}/`,
    open,
    connections,
    async [Symbol.asyncDispose]() {
      for (const socket of open) socket.destroy();
      if (!server.listening) return;
      server.close();
      await once(server, 'close');
    },
  };
}
