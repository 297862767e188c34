import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';

import { genesis, hashOfEntry, verifyChain } from '#src/officers/audit.ts';
import type { AuditEntry, ChainedEntry } from '#src/officers/audit.ts';

function anEntry(overrides: Partial<AuditEntry> = {}): AuditEntry {
  return {
    at: new Date('2025-07-02T14:00:00Z'),
    officer: 'Asha',
    action: 'draft.created',
    subject: 'draft:1',
    detail: { hash: 'a', lane: 'urgent' },
    ...overrides,
  };
}

function chained(entries: readonly AuditEntry[]): readonly ChainedEntry[] {
  let previous: Buffer = genesis;
  return entries.map((entry, index) => {
    const hash = hashOfEntry(previous, entry);
    const link = { ...entry, id: index + 1, previous, hash };
    previous = hash;
    return link;
  });
}

const log = chained([
  anEntry(),
  anEntry({ officer: 'Ravi', action: 'draft.approved', detail: { audience: 5000 } }),
  anEntry({ action: 'publication.published' }),
]);

describe('S9 · the audit chain', () => {
  test('holds, read at once or in pages', () => {
    const whole = verifyChain(log);
    expect(whole).toEqual({ kind: 'intact', entries: 3, head: log[2]?.hash });
    expect(verifyChain(log.slice(1), verifyChain(log.slice(0, 1)))).toEqual(whole);
  });

  test.each<{
    readonly change: string;
    readonly planted: readonly ChainedEntry[];
    readonly id: number;
  }>([
    {
      change: 'another officer',
      planted: log.with(1, { ...entryAt(1), officer: 'Asha' }),
      id: 2,
    },
    {
      change: 'another audience',
      planted: log.with(1, { ...entryAt(1), detail: { audience: 50 } }),
      id: 2,
    },
    {
      change: 'another time',
      planted: log.with(0, { ...entryAt(0), at: new Date('2025-07-02T14:00:01Z') }),
      id: 1,
    },
    { change: 'an entry taken out', planted: log.toSpliced(1, 1), id: 3 },
    { change: 'two entries swapped', planted: [entryAt(1), entryAt(0), entryAt(2)], id: 2 },
    {
      change: 'an entry rewritten with a hash of its own',
      planted: log.with(1, rehashed({ ...entryAt(1), officer: 'Asha' })),
      id: 3,
    },
  ])('shows $change', ({ planted, id }) => {
    expect(verifyChain(planted)).toMatchObject({ kind: 'broken', id });
  });

  test('does not care in which order a database gives the detail back', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (detail) => {
        const turned = Object.fromEntries(Object.entries(detail).toReversed());
        expect(hashOfEntry(genesis, anEntry({ detail }))).toEqual(
          hashOfEntry(genesis, anEntry({ detail: turned })),
        );
      }),
    );
  });
});

function entryAt(index: number): ChainedEntry {
  const entry = log[index];
  if (entry === undefined) throw new Error('the log has three entries');
  return entry;
}

function rehashed(entry: ChainedEntry): ChainedEntry {
  return { ...entry, hash: hashOfEntry(entry.previous, entry) };
}
