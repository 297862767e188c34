import type { Readable } from 'node:stream';

/** Bytes of messages that are being received at the same time, of all clients. */
export interface Room {
  /** False where there is none left: what is asked for is then not taken. */
  readonly take: (bytes: number) => boolean;
  readonly leave: (bytes: number) => void;
}

export function createRoom(most: number): Room {
  let taken = 0;
  return {
    take(bytes) {
      if (taken + bytes > most) return false;
      taken += bytes;
      return true;
    },
    leave(bytes) {
      taken -= bytes;
    },
  };
}

interface Reading {
  readonly stream: Readable;
  /** In bytes. */
  readonly largest: number;
  readonly room: Room;
}

type Refused = 'too-large' | 'no-room';

/**
 * Reads a whole message and does something with it, while its bytes hold their room. What is too large, or has no room, is read
 * to its end and thrown away, for only then can its sender be told.
 */
export async function withMessage(
  { stream, largest, room }: Reading,
  use: (raw: Buffer) => Promise<void>,
): Promise<Refused | undefined> {
  const chunks: Buffer[] = [];
  let held = 0;
  let refused: Refused | undefined;
  const drop = (why: Refused): void => {
    refused = why;
    chunks.length = 0;
    room.leave(held);
    held = 0;
  };
  try {
    for await (const chunk of stream) {
      if (!Buffer.isBuffer(chunk) || refused !== undefined) continue;
      if (held + chunk.length > largest) drop('too-large');
      else if (!room.take(chunk.length)) drop('no-room');
      else {
        held += chunk.length;
        chunks.push(chunk);
      }
    }
    if (refused === undefined) await use(Buffer.concat(chunks));
    return refused;
  } finally {
    room.leave(held);
  }
}
