import type { App } from '#src/app.ts';

import type { Handler } from './handler.ts';

/** A publication is planned window by window, and closed when nothing of it is left. */
export function dispatcher({ plan }: App): Handler<'publications'> {
  return ({ publicationId }, signal) => plan(publicationId, signal);
}
