import { contentSchema } from '#src/advisory/advisory.ts';
import type { Report } from '#src/advisory/report.ts';
import { provenanceOf } from '#src/sources/provenance.ts';
import type { Doubt, Entry, SourceDocument } from '#src/sources/publisher.ts';
import type { SourceItem } from '#src/sources/source.ts';

import { isStorable, storable, storableText } from './storable.ts';

interface Envelope {
  readonly sourceId: string;
  readonly licence: string;
  readonly reviewAfterDays: number;
}

/** Makes items of what publishers say: what every adapter would add alike, and the border at which contents are parsed. */
export interface ToItems {
  /** The document as it is kept: the same report for every entry that was read in it. */
  readonly reportOf: (document: SourceDocument, key: string) => Report;
  /** A reason where what the dialect made is no content; the fault is then in the dialect or beyond what anybody foresaw. */
  readonly itemOf: (entry: Entry, report: Report) => SourceItem | string;
}

export function createToItems({ sourceId, licence, reviewAfterDays }: Envelope): ToItems {
  const reports = new WeakMap<SourceDocument, Report>();
  return {
    reportOf(document, key) {
      const { fetchedAt, url, contentType, body } = document;
      const report = reports.get(document) ?? {
        sourceId,
        key,
        url,
        contentType,
        body,
        licence,
        fetchedAt,
      };
      reports.set(document, report);
      return report;
    },
    itemOf({ key, content, changedAt, doubts = [] }, report) {
      if (![key, report.key].every(isStorable)) {
        return 'expected a key that can be kept, got one with U+0000 or half a letter';
      }
      const reviewBy = new Date(report.fetchedAt.getTime() + reviewAfterDays * 86_400_000);
      const parsed = contentSchema.safeParse(
        storable({
          ...content,
          issuer: sourceId,
          reviewBy: content.reviewBy ?? reviewBy.toISOString(),
          provenance: provenanceOf(report),
        }),
      );
      if (!parsed.success) {
        const where = parsed.error.issues[0]?.path.join('.') || 'its root';
        return `expected a content that can be kept, got something else at ${where}`;
      }
      const item = { report, key, content: parsed.data, changedAt };
      return doubts.length === 0 ? item : { ...item, doubts: doubts.map(cleanDoubt) };
    },
  };
}

function cleanDoubt({ rule, wording }: Doubt): Doubt {
  return { rule, wording: storableText(wording) };
}

/** What the first look did not get as far as is its rest, unless the source has changed it since. */
export function asLookedAt(isRest: boolean): (item: SourceItem) => SourceItem {
  return (item) => (isRest ? { ...item, isFirstLook: isRest } : item);
}
