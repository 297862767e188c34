import { createHash } from 'node:crypto';

import { canonicalJson } from '#src/advisory/canonical.ts';

/** Something that an officer, a source or the operator did. Never an address or a token in it. */
export interface AuditEntry {
  readonly at: Date;
  readonly officer: string;
  /** A noun and a verb, as in `draft.approved`. */
  readonly action: string;
  /** What it was done to, as in `draft:<id>`. */
  readonly subject: string;
  readonly detail: Readonly<Record<string, unknown>>;
}

export interface ChainedEntry extends AuditEntry {
  readonly id: number;
  readonly previous: Buffer;
  readonly hash: Buffer;
}

/** Intact up to `head`, or the first entry that does not follow from the one before it. */
export type ChainVerdict =
  | { readonly kind: 'intact'; readonly entries: number; readonly head: Buffer }
  | { readonly kind: 'broken'; readonly entries: number; readonly id: number };

export interface AuditLog {
  /** Newest first. */
  readonly list: (page: {
    readonly before?: number | undefined;
    readonly limit: number;
  }) => Promise<readonly ChainedEntry[]>;
  /** Reads the whole log. Entries cut off at its end show only by a head noted elsewhere. */
  readonly verify: () => Promise<ChainVerdict>;
}

/** What the first entry follows. */
export const genesis = Buffer.alloc(32);

/** Each entry's hash covers the hash before it: whoever alters one must alter all that follow. */
export function hashOfEntry(previous: Buffer, entry: AuditEntry): Buffer {
  const { at, officer, action, subject, detail } = entry;
  const text = canonicalJson({ at: at.toISOString(), officer, action, subject, detail });
  return createHash('sha256').update(previous).update(text).digest();
}

/** Oldest first. `from` is the verdict on the entries before these, when a long log is read in pages. */
export function verifyChain(
  entries: Iterable<ChainedEntry>,
  from: ChainVerdict = { kind: 'intact', entries: 0, head: genesis },
): ChainVerdict {
  let verdict = from;
  for (const entry of entries) {
    if (verdict.kind === 'broken') return verdict;
    verdict = next(verdict, entry);
  }
  return verdict;
}

function next(
  { entries, head }: Extract<ChainVerdict, { kind: 'intact' }>,
  entry: ChainedEntry,
): ChainVerdict {
  const follows = entry.previous.equals(head) && hashOfEntry(head, entry).equals(entry.hash);
  if (!follows) return { kind: 'broken', entries, id: entry.id };
  return { kind: 'intact', entries: entries + 1, head: entry.hash };
}
