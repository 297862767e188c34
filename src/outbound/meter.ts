import type { Socket } from 'node:net';

interface Allowance {
  readonly bytes: number;
  readonly lines: number;
}

/** From now on so much may come in. */
export type Meter = (most: Allowance, whenMore: () => void) => void;

const pieceBytes = 1_024;
const newline = 10;

/**
 * Counts what arrives, whatever it is: trailers, extensions of chunks and what else a parser reads without telling can go
 * on for ever too, and of a thousand tiny headers it makes two thousand objects. It is handed small pieces, as it looks
 * only between two of them whether the connection still stands.
 */
export function meterOn(socket: Socket): Meter {
  let left: Allowance = { bytes: Infinity, lines: Infinity };
  let tell = tellNobody;
  const read = socket.read.bind(socket);
  socket.read = (size?: number): unknown => {
    if (socket.destroyed) return null;
    const piece: unknown = read(size ?? (Math.min(socket.readableLength, pieceBytes) || undefined));
    if (!Buffer.isBuffer(piece)) return piece;
    left = { bytes: left.bytes - piece.length, lines: left.lines - linesIn(piece) };
    if (left.bytes >= 0 && left.lines >= 0) return piece;
    tell();
    return null;
  };
  return (most, whenMore) => {
    left = most;
    tell = whenMore;
  };
}

function tellNobody(): void {}

function linesIn(piece: Buffer): number {
  let lines = 0;
  for (let at = piece.indexOf(newline); at !== -1; at = piece.indexOf(newline, at + 1)) lines += 1;
  return lines;
}
