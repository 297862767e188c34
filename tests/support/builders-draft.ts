import { hashOf } from '#src/advisory/draft.ts';
import type { Approval, Draft } from '#src/advisory/draft.ts';

import { aContent } from './builders-content.ts';

/** An open draft of the caution for Mali by Asha; its hash fits what it says. */
export function aDraft(overrides: Partial<Draft> = {}): Draft {
  const { content = aContent(), lane = 'urgent' } = overrides;
  return {
    id: '6f1c1a52-3f43-4d0c-9d53-1f4c9a1f2b3c',
    advisoryId: undefined,
    state: 'open',
    content,
    lane,
    hash: hashOf(content, lane),
    version: 1,
    author: 'Asha',
    reason: undefined,
    createdAt: new Date('2025-07-02T13:30:00Z'),
    changedAt: new Date('2025-07-02T13:30:00Z'),
    approvals: [],
    ...overrides,
  };
}

/** Ravi's approval of that draft as it stands. */
export function anApproval(overrides: Partial<Approval> = {}): Approval {
  return {
    officer: 'Ravi',
    at: new Date('2025-07-02T14:00:00Z'),
    hash: aDraft({ lane: 'emergency' }).hash,
    message: 'as compiled',
    audience: 100,
    ...overrides,
  };
}
