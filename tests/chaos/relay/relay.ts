import { once } from 'node:events';
import { createServer } from 'node:net';
import type { Socket } from 'node:net';
import { createSecureContext, TLSSocket } from 'node:tls';

import { selfSigned } from '#tests/support/tls.ts';

import { converse } from './conversation.ts';
import type { Taken } from './conversation.ts';
import { noFaults } from './fault.ts';
import type { Faults } from './fault.ts';
import { createRecord, rightNow } from './record.ts';
import type { Record } from './record.ts';

/** A port of its own for each worker process, so that the relay knows whom it talks to. */
export interface Door extends AsyncDisposable {
  readonly name: string;
  readonly url: string;
  /** Connections open now: as many messages can be in flight. */
  readonly connections: () => number;
}

export interface Relay extends AsyncDisposable {
  readonly record: Record;
  /** With TLS it offers STARTTLS, and is written so that the client demands it. */
  readonly openDoor: (name: string, options?: { readonly tls?: boolean }) => Promise<Door>;
  /** From now on. */
  readonly misbehave: (faults: Faults) => void;
  readonly behave: () => void;
  /** Commands out of their place, by the code they were answered with. */
  readonly misspoken: ReadonlyMap<number, number>;
}

/** A relay on loopback that keeps account of what it takes, and misbehaves when told to. */
export function startRelay(): Relay {
  const record = createRecord();
  const misspoken = new Map<number, number>();
  const over = new AbortController();
  const doors = new Set<Door>();
  const secureContext = createSecureContext(selfSigned('chaos.test'));
  let faults: Faults = noFaults;

  const listen = (socket: Socket, { door, tls }: { door: string; tls: boolean }) => {
    const shared = {
      faults: (...asked: Parameters<Faults>) => faults(...asked),
      taken: (message: Taken) => record.add(acceptanceOf(message, door)),
      refused: record.refuse,
      misspoken: (code: number) => misspoken.set(code, (misspoken.get(code) ?? 0) + 1),
      signal: over.signal,
    };
    const secure = (broken: boolean) => {
      if (broken) return void socket.end('no handshake\r\n');
      const secured = new TLSSocket(socket, { isServer: true, secureContext });
      secured.on('error', () => secured.destroy());
      converse({ ...shared, socket: secured, secure, greets: false, offersTls: false });
    };
    converse({ ...shared, socket, secure, greets: true, offersTls: tls });
  };

  return {
    record,
    misspoken,
    misbehave: (next) => (faults = next),
    behave: () => (faults = noFaults),
    async openDoor(name, { tls = false } = {}) {
      const host = tls ? hostThatWantsTls : '127.0.0.1';
      const talk = (socket: Socket) => listen(socket, { door: name, tls });
      const door = await openDoor({ name, listen: talk, host });
      doors.add(door);
      return door;
    },
    async [Symbol.asyncDispose]() {
      over.abort();
      await Promise.all([...doors].map((door) => door[Symbol.asyncDispose]()));
    },
  };
}

/** Resolves to 127.0.0.1, but is not written as loopback is, where TLS is not demanded. */
const hostThatWantsTls = '127.1';

interface DoorParts {
  readonly name: string;
  readonly host: string;
  readonly listen: (socket: Socket) => void;
}

async function openDoor({ name, host, listen }: DoorParts): Promise<Door> {
  const sockets = new Set<Socket>();
  const server = createServer({ noDelay: true }, (socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
    // Clients are killed in the middle on purpose; without a listener that would end this process.
    socket.on('error', () => socket.destroy());
    listen(socket);
  });
  server.listen(0, '127.0.0.1', 4_096);
  await once(server, 'listening');
  const address = server.address();
  if (typeof address !== 'object' || address === null) throw new Error('expected a TCP port');
  return {
    name,
    url: `smtp://${host}:${address.port}`,
    connections: () => sockets.size,
    async [Symbol.asyncDispose]() {
      if (!server.listening) return;
      const closed = once(server, 'close');
      server.close();
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
}

function acceptanceOf({ recipient, head, begunAt }: Taken, door: string) {
  const header = head.toString('latin1');
  const messageId = /^Message-ID: *(\S+)/im.exec(header)?.[1] ?? '';
  const subject = /^Subject: (.*(?:\r\n[ \t].*)*)/im.exec(header)?.[1] ?? '';
  return { publication: markIn(subject), recipient, messageId, begunAt, at: rightNow(), door };
}

const marks = new Map<string, string>();

/** What tells publications apart stands in the subject; there are few of them and many messages. */
function markIn(subject: string): string {
  const known = marks.get(subject);
  if (known !== undefined) return known;
  const words = subject.matchAll(/=\?UTF-8\?B\?([^?]*)\?=/g);
  const encoded = [...words].map(([, word = '']) => Buffer.from(word, 'base64').toString());
  const [, mark = ''] = /\b(?:publication-|digest, )(\w+)/.exec(encoded.join('') || subject) ?? [];
  marks.set(subject, mark);
  return mark;
}
