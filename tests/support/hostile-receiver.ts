import { once } from 'node:events';
import { createServer } from 'node:net';
import type { Socket } from 'node:net';

import { listen } from './raw-server.ts';

interface Hostile {
  readonly greets?: (socket: Socket) => void;
  readonly answers: (socket: Socket) => void;
}

/** Says on which port it listens, and whenever it is asked how many connections are open. */
export async function startHostileReceiver({ greets, answers }: Hostile): Promise<void> {
  const open = new Set<Socket>();
  const server = createServer((socket) => {
    open.add(socket);
    socket.on('close', () => open.delete(socket));
    socket.on('error', () => socket.destroy());
    greets?.(socket);
    let read = 0;
    socket.on('data', (chunk: Buffer) => {
      read += chunk.length;
      if (read < 10_000) return;
      read = 0;
      answers(socket);
    });
  });
  const { port } = await listen(server);
  process.stdout.write(`${port}\n`);
  process.stdin.on('data', () => process.stdout.write(`${open.size}\n`));
  await once(process.stdin, 'close');
  process.exit(0);
}
