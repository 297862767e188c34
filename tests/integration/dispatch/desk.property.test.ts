import * as fc from 'fast-check';
import { expect, test } from 'vitest';

import { createAuditLog } from '#src/store/audit.ts';
import { checkInvariants, holds } from '#src/store/invariants.ts';

import { openMinistry } from './desk-play.ts';
import { aDay } from './random-desk.ts';

test(
  'Q1 · whatever officers do and citizens wish, each message reaches exactly the right people exactly once',
  { timeout: 600_000 },
  async () => {
    await using ministry = await openMinistry();
    await fc.assert(
      fc.asyncProperty(aDay, (steps) => ministry.play(steps)),
      { numRuns: 40 },
    );
    const { app } = ministry.duty;
    const invariants = await checkInvariants(app);
    expect(invariants.filter((one) => !holds(one))).toEqual([]);
    expect(await createAuditLog({ db: app.db }).verify()).toMatchObject({ kind: 'intact' });
    const publications = await app.publications.list(500);
    expect(publications.length).toBeGreaterThan(40); // else nothing much was played
  },
);
