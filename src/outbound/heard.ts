import type { IncomingHttpHeaders } from 'node:http';

export interface Answer {
  readonly kind: 'answer';
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
  /** The body goes on: it was too long, or the time or the connection ended first. */
  readonly truncated: boolean;
}

/** What has come of an answer so far. */
export interface Heard {
  readonly begin: () => void;
  readonly hasBegun: () => boolean;
  /** How many there were. */
  readonly interim: () => number;
  readonly head: (status: number, headers: IncomingHttpHeaders) => void;
  /** False when it is more than is read. */
  readonly body: (chunk: Buffer) => boolean;
  /** Undefined until its head has come. */
  readonly answer: (truncated: boolean) => Answer | undefined;
}

export function createHeard(maxBytes: number): Heard {
  let hasBegun = false;
  let interim = 0;
  let head: Pick<Answer, 'status' | 'headers'> | undefined;
  let left = maxBytes;
  const chunks: Buffer[] = [];

  return {
    begin() {
      hasBegun = true;
    },
    hasBegun: () => hasBegun,
    interim: () => (interim += 1),
    head(status, headers) {
      head = { status, headers };
    },
    body(chunk) {
      // A copy: the chunk is a view of a much larger one.
      chunks.push(Buffer.from(chunk.subarray(0, Math.max(left, 0))));
      left -= chunk.length;
      return left >= 0;
    },
    answer: (truncated) => head && { kind: 'answer', ...head, body: whole(chunks), truncated },
  };
}

function whole(chunks: readonly Buffer[]): Buffer {
  const [only] = chunks;
  return chunks.length === 1 && only !== undefined ? only : Buffer.concat(chunks);
}
