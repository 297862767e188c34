import { parentPort, workerData } from 'node:worker_threads';

import type { DkimIdentity } from './keys.ts';
import { signaturesOf } from './signature.ts';
import type { Batch, Signed } from './thread.ts';

/** The entry of a signing thread: batches in, signatures out, in their order. */
const identity: DkimIdentity = workerData;

parentPort?.on('message', ({ bytes, ends, at }: Batch) => {
  const raw = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const date = new Date(at);
  const signed: Signed = ends.map((end, n) =>
    signaturesOrNone(raw.subarray(ends[n - 1] ?? 0, end), date),
  );
  parentPort?.postMessage(signed, []); // nothing to hand over
});

/** A message that cannot be signed is not sent; the others of its batch are. */
function signaturesOrNone(raw: Buffer, at: Date): string | undefined {
  try {
    return signaturesOf(raw, identity, at);
  } catch {
    return undefined; // why is in the message itself, which nobody may log
  }
}
