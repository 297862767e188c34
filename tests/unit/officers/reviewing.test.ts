import { describe, expect, test } from 'vitest';

import type { Role } from '#src/officers/officer.ts';
import { whatPreventsReviewing } from '#src/officers/reviewing.ts';
import type { LoneRelease } from '#src/officers/reviewing.ts';

const at = new Date('2025-07-02T15:00:00Z');
const release: LoneRelease = {
  publicationId: 7,
  advisoryId: 'ABCDEFGH',
  revision: 1,
  officer: 'Asha',
  at,
  reason: 'Nobody answers',
  authors: ['Asha', 'Ravi'],
  review: undefined,
};
const review = { officer: 'Omar', at, verdict: 'upheld', note: 'Yes' } as const;
const by = (name: string, ...roles: readonly Role[]) => ({ name, roles });

describe('S9 · who may review a lone release', () => {
  test.each([
    { who: 'an approver who had no hand in it', officer: by('Meera', 'approver') },
    { who: 'an author', officer: by('Meera', 'author'), code: 'FORBIDDEN' },
    { who: 'who released it', officer: by('Asha', 'approver'), code: 'APPROVER_IS_AUTHOR' },
    {
      who: 'who wrote a version of it',
      officer: by('Ravi', 'approver'),
      code: 'APPROVER_IS_AUTHOR',
    },
    {
      who: 'an approver after another one has',
      officer: by('Meera', 'approver'),
      reviewed: review,
      code: 'DRAFT_CLOSED',
    },
  ])('$who', ({ officer, reviewed, code }) => {
    expect(whatPreventsReviewing({ ...release, review: reviewed }, officer)?.code).toBe(code);
  });
});
