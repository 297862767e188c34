const end = Buffer.from('\r\n.\r\n');
const crlf = Buffer.from('\r\n');

/** Gathers a message's content up to the dot that ends it, however it is chunked. */
export interface Content {
  /** What came after the dot, once the dot has come. */
  readonly take: (chunk: Buffer) => Buffer | undefined;
  /** The beginning of the content, enough for its header. */
  readonly head: () => Buffer;
}

export function createContent(headBytes: number): Content {
  // The line before the content counts as its beginning: a content may be nothing but a dot.
  let tail: Buffer = crlf;
  let head: Buffer = Buffer.alloc(0);
  return {
    take(chunk) {
      const joined = Buffer.concat([tail, chunk]);
      const at = joined.indexOf(end);
      if (head.length < headBytes) {
        head = Buffer.concat([head, chunk.subarray(0, headBytes - head.length)]);
      }
      if (at !== -1) return joined.subarray(at + end.length);
      tail = joined.subarray(-(end.length - 1));
      return undefined;
    },
    head: () => head,
  };
}
