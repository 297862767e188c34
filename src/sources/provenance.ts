import type { Provenance } from '#src/advisory/advisory.ts';
import type { Report } from '#src/advisory/report.ts';

import { sha256Of } from './stamp.ts';

/** Where a content comes from, as everyone who reads it may check. */
export function provenanceOf({ sourceId, url, fetchedAt, body, licence }: Report): Provenance {
  return {
    source: sourceId,
    ...(url === undefined ? {} : { url }),
    fetchedAt: fetchedAt.toISOString(),
    sha256: sha256Of(body),
    licence,
  };
}
