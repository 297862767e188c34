import { expect, test } from 'vitest';

import { outcomes } from '#src/dispatch/publication.ts';
import { mailStates } from '#src/subscription/own-mail.ts';

test('what a citizen reads of a mail is what the ledger can say of it, and nothing is left out', () => {
  expect(mailStates).toEqual(['pending', ...outcomes]);
});
