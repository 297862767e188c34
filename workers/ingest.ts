import type { App } from '#src/app.ts';
import { pollWithinMs } from '#src/sources/ingest.ts';

import type { Handler } from './handler.ts';

/** One poll of one source: reports are kept, and what is said there becomes advisory events. */
export function ingest({ ingest: { poll } }: App): Handler<'ingest'> {
  return async (job, signal) => {
    await poll(job, AbortSignal.any([signal, AbortSignal.timeout(pollWithinMs)]));
  };
}
