/**
 * A message's bytes, CRLF throughout, in the order of its pieces. What is the same for everybody is one buffer in all
 * messages; only what is one person's is made for each. Texts are UTF-8 on the wire.
 */
export interface EmailContent {
  readonly pieces: readonly (Buffer | string)[];
  /** Of all pieces. */
  readonly bytes: number;
}

/** Writes the whole message into `room`, which has space for it, and gives the position behind it. */
export function writeContent({ pieces }: EmailContent, room: Buffer, start = 0): number {
  return pieces.reduce(
    (end, piece) =>
      end + (typeof piece === 'string' ? room.write(piece, end) : piece.copy(room, end)),
    start,
  );
}

/** In one piece, for those who need it so. */
export function rawOf(content: EmailContent): Buffer {
  const raw = Buffer.allocUnsafeSlow(content.bytes);
  writeContent(content, raw);
  return raw;
}

export function contentOf(raw: Buffer): EmailContent {
  return { pieces: [raw], bytes: raw.length };
}
