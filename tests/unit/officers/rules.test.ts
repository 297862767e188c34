import { describe, expect, test } from 'vitest';

import type { Draft } from '#src/advisory/draft.ts';
import type { Role } from '#src/officers/officer.ts';
import {
  whatPreventsApproving,
  whatPreventsLoneRelease,
  whatPreventsPublishing,
} from '#src/officers/rules.ts';
import type { Release } from '#src/officers/rules.ts';
import { aContent, aFollowUp } from '#tests/support/builders-content.ts';
import { aDraft, anApproval } from '#tests/support/builders-draft.ts';

const emergency = (overrides: Partial<Draft> = {}) => aDraft({ lane: 'emergency', ...overrides });
const approvedEmergency = emergency({ approvals: [anApproval()] });
const now = new Date('2025-07-02T15:00:00Z');

function aRelease(overrides: Partial<Release> = {}): Release {
  return {
    draft: aDraft(),
    authors: ['Asha'],
    officer: { name: 'Asha', roles: ['author'] },
    audience: 100,
    message: 'as compiled',
    previous: undefined,
    latest: 0,
    now,
    growthAskAgain: 0.2,
    ...overrides,
  };
}

const someWords = { headline: 'x', whatToDo: { residents: 'x' }, whatHappened: 'x' };

const by = (name: string, ...roles: readonly Role[]) => ({ name, roles });

describe('S9 · who may publish what', () => {
  test.each<{ readonly when: string; readonly release: Release; readonly code?: string }>([
    { when: 'an author alone may not publish', release: aRelease(), code: 'APPROVAL_MISSING' },
    {
      when: 'an approver alone may publish what is urgent',
      release: aRelease({ officer: by('Ravi', 'approver') }),
    },
    {
      when: 'who is author and approver may publish their own urgent draft',
      release: aRelease({ officer: by('Asha', 'author', 'approver') }),
    },
    {
      when: 'an author may publish an urgent draft that is approved',
      release: aRelease({
        draft: aDraft({ approvals: [anApproval({ hash: aDraft().hash })] }),
      }),
    },
    {
      when: 'an operator may not publish, approved or not',
      release: aRelease({ draft: approvedEmergency, officer: by('Omar', 'operator') }),
      code: 'FORBIDDEN',
    },
    {
      when: 'an approver alone may not publish an emergency',
      release: aRelease({ draft: emergency(), officer: by('Ravi', 'approver') }),
      code: 'APPROVAL_MISSING',
    },
    {
      when: 'an emergency goes out with the approval of another person',
      release: aRelease({ draft: approvedEmergency }),
    },
    {
      when: 'who approved an emergency may release it too',
      release: aRelease({ draft: approvedEmergency, officer: by('Ravi', 'approver') }),
    },
    {
      when: 'an emergency does not go out with an approval of its author',
      release: aRelease({
        draft: emergency({ approvals: [anApproval({ officer: 'Asha' })] }),
        officer: by('Asha', 'author', 'approver'),
      }),
      code: 'APPROVAL_MISSING',
    },
    {
      when: 'nor with one of somebody who wrote an earlier version',
      release: aRelease({ draft: approvedEmergency, authors: ['Asha', 'Ravi'] }),
      code: 'APPROVAL_MISSING',
    },
    {
      when: 'nor with one of another text',
      release: aRelease({
        draft: emergency({ approvals: [anApproval({ hash: 'f'.repeat(64) })] }),
      }),
      code: 'APPROVAL_MISSING',
    },
    {
      when: 'nor with one of a message that has changed since, though the text has not',
      release: aRelease({ draft: approvedEmergency, message: 'with another number' }),
      code: 'APPROVAL_MISSING',
    },
    {
      when: 'one more recipient of five is no reason to ask again',
      release: aRelease({ draft: approvedEmergency, audience: 120 }),
    },
    {
      when: 'growth of the audience by more than a fifth is',
      release: aRelease({ draft: approvedEmergency, audience: 121 }),
      code: 'APPROVAL_MISSING',
    },
    {
      when: 'an audience that has shrunk is not',
      release: aRelease({ draft: approvedEmergency, audience: 3 }),
    },
    {
      when: 'a published draft is not published again',
      release: aRelease({ draft: aDraft({ state: 'published' }), officer: by('Ravi', 'approver') }),
      code: 'DRAFT_CLOSED',
    },
    {
      when: 'what lacks a place does not go out',
      release: aRelease({
        draft: aDraft({ content: aContent({ appliesTo: [] }) }),
        officer: by('Ravi', 'approver'),
      }),
      code: 'DRAFT_INCOMPLETE',
    },
    {
      when: 'what is in nobody knows which language does not go out',
      release: aRelease({
        draft: aDraft({ content: aContent({ language: 'und', words: { und: someWords } }) }),
        officer: by('Ravi', 'approver'),
      }),
      code: 'DRAFT_INCOMPLETE',
    },
    {
      when: 'what has expired does not go out',
      release: aRelease({
        draft: aDraft({ content: aContent({ expiresAt: '2025-07-02T15:00:00Z' }) }),
        officer: by('Ravi', 'approver'),
      }),
      code: 'DRAFT_INCOMPLETE',
    },
    {
      when: 'an exercise does not replace an advisory that is meant',
      release: aRelease({
        draft: aDraft({ content: aFollowUp('update', { status: 'exercise' }) }),
        officer: by('Ravi', 'approver'),
        previous: aContent(),
      }),
      code: 'DRAFT_INCOMPLETE',
    },
    {
      when: 'an exercise goes on as an exercise',
      release: aRelease({
        draft: aDraft({ content: aFollowUp('update', { status: 'exercise' }) }),
        officer: by('Ravi', 'approver'),
        previous: aContent({ status: 'exercise' }),
      }),
    },
    {
      when: 'a complete all-clear goes out',
      release: aRelease({
        draft: aDraft({ content: aFollowUp('all-clear') }),
        officer: by('Ravi', 'approver'),
      }),
    },
  ])('$when', ({ release, code }) => {
    expect(whatPreventsPublishing(release)?.code).toBe(code);
  });
});

describe('S9 · who may approve what', () => {
  test.each<{ readonly when: string; readonly release: Release; readonly code?: string }>([
    { when: 'an author does not approve', release: aRelease(), code: 'FORBIDDEN' },
    {
      when: 'an approver approves an emergency of somebody else',
      release: aRelease({ draft: emergency(), officer: by('Ravi', 'approver') }),
    },
    {
      when: 'nobody approves their own emergency',
      release: aRelease({ draft: emergency(), officer: by('Asha', 'author', 'approver') }),
      code: 'APPROVER_IS_AUTHOR',
    },
    {
      when: 'one may approve what one wrote when it is no emergency',
      release: aRelease({ officer: by('Asha', 'author', 'approver') }),
    },
    {
      when: 'nothing incomplete is approved',
      release: aRelease({
        draft: aDraft({ content: aContent({ relation: { kind: 'correction', to: [] } }) }),
        officer: by('Ravi', 'approver'),
      }),
      code: 'DRAFT_INCOMPLETE',
    },
    {
      when: 'nothing dismissed is approved',
      release: aRelease({ draft: aDraft({ state: 'dismissed' }), officer: by('Ravi', 'approver') }),
      code: 'DRAFT_CLOSED',
    },
  ])('$when', ({ release, code }) => {
    expect(whatPreventsApproving(release)?.code).toBe(code);
  });

  test('a refusal for what is missing names all of it', () => {
    const content = aContent({ appliesTo: [], reviewBy: undefined });
    const release = aRelease({ draft: aDraft({ content }), officer: by('Ravi', 'approver') });
    const { message } = whatPreventsApproving(release) ?? { message: '' };
    expect(message).toContain('appliesTo: expected at least one country');
    expect(message).toContain('reviewBy: expected a time');
  });
});

const minutesAgo = (minutes: number) => ({
  officer: 'Asha',
  at: new Date(now.getTime() - minutes * 60_000),
});

describe('S9 · who may release an emergency alone', () => {
  const submitted = emergency({ submission: minutesAgo(10) });
  test.each<{ readonly when: string; readonly release: Release; readonly code?: string }>([
    { when: 'an author, when approvers had their time', release: aRelease({ draft: submitted }) },
    {
      when: 'nobody a moment before that',
      release: aRelease({ draft: emergency({ submission: minutesAgo(9.9) }) }),
      code: 'APPROVAL_MISSING',
    },
    {
      when: 'nobody when nobody was asked',
      release: aRelease({ draft: emergency() }),
      code: 'APPROVAL_MISSING',
    },
    {
      when: 'nobody when it is no emergency',
      release: aRelease({ draft: aDraft({ submission: minutesAgo(60) }) }),
      code: 'APPROVAL_MISSING',
    },
    {
      when: 'nobody when an approver has sent it back',
      release: aRelease({ draft: { ...submitted, sentBack: true } }),
      code: 'DRAFT_SENT_BACK',
    },
    {
      when: 'no operator',
      release: aRelease({ draft: submitted, officer: by('Omar', 'operator') }),
      code: 'FORBIDDEN',
    },
    {
      when: 'nobody what lacks a place',
      release: aRelease({
        draft: emergency({ content: aContent({ appliesTo: [] }), submission: minutesAgo(60) }),
      }),
      code: 'DRAFT_INCOMPLETE',
    },
  ])('$when', ({ release, code }) => {
    expect(whatPreventsLoneRelease(release, 10)?.code).toBe(code);
  });
});
