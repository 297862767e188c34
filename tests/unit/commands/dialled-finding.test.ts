import { expect, test } from 'vitest';

import type { Mission } from '#src/advisory/mission.ts';
import { dialledFinding } from '#src/commands/checks/dialled.ts';
import { aMission } from '#tests/support/builders-content.ts';

const now = new Date('2026-11-01T12:00:00Z');
const daysAgo = (days: number) => new Date(now.getTime() - days * 86_400_000).toISOString();
const dialled = (days: number) => aMission({ verifiedAt: daysAgo(days) });
const never = aMission({ verifiedAt: undefined });

test.for<[string, readonly Mission[], string, RegExp]>([
  ['was dialled ten days ago', [dialled(10)], 'PASS', /within 90 days/],
  ['was dialled 89 days ago', [dialled(89)], 'PASS', /within 90 days/],
  ['was dialled 91 days ago', [dialled(91)], 'NOTE', /in-embassy-bamako for 90 days/],
  ['was never dialled', [never], 'NOTE', /in-embassy-bamako.*mission dialled/],
  [
    'is closed and was never dialled',
    [{ ...never, closed: { servedBy: 'in-embassy-dakar' } }],
    'PASS',
    /dialled/,
  ],
  ['has no number', [{ ...never, phones: [] }], 'PASS', /dialled/],
  [
    'is one of a dozen that were never dialled',
    Array.from({ length: 12 }, (_, index) => ({ ...never, id: `mission-${index}` })),
    'NOTE',
    /mission-9 and 2 more/,
  ],
  ['is not there', [], 'NOTE', /directory is empty/],
])('a mission that %s', ([, missions, verdict, says]) => {
  const finding = dialledFinding(missions, now);
  expect(finding).toMatchObject({ verdict, says: expect.stringMatching(says) });
  expect(finding.says).not.toContain('+223');
});
