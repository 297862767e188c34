import { once } from 'node:events';
import { createServer } from 'node:net';
import type { AddressInfo, Server, Socket } from 'node:net';

export interface RawServer extends AsyncDisposable {
  readonly port: number;
  readonly url: string;
  /** Connections that are open now. */
  readonly open: ReadonlySet<Socket>;
  /** What came in so far, connection by connection. */
  readonly received: readonly string[];
}

/** Speaks whatever bytes a test wants, once the head of a request has arrived; for answers no decent HTTP server would give. */
export async function startRawServer(answer: (socket: Socket) => unknown): Promise<RawServer> {
  const open = new Set<Socket>();
  const received: string[] = [];
  const server = createServer((socket) => {
    const index = received.push('') - 1;
    open.add(socket);
    socket.on('close', () => open.delete(socket));
    socket.on('error', () => socket.destroy());
    socket.on('data', (chunk: Buffer) => {
      const before = received[index] ?? '';
      received[index] = before + chunk.toString('latin1');
      if (!before.includes('\r\n\r\n') && received[index].includes('\r\n\r\n')) answer(socket);
    });
  });
  const { port } = await listen(server);
  return {
    port,
    url: `http://127.0.0.1:${port}/`,
    open,
    received,
    async [Symbol.asyncDispose]() {
      for (const socket of open) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}

/** Listens on a random port of loopback. */
export async function listen(server: Server): Promise<AddressInfo> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('expected a TCP port');
  return address;
}
