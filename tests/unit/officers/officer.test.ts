import { describe, expect, test } from 'vitest';

import { hasRole, hashOfToken, newOfficerSchema, newOfficerToken } from '#src/officers/officer.ts';

describe('an officer’s token', () => {
  test('is 256 random bits behind a prefix that scanners know, and kept as a hash', () => {
    const [one, other] = [newOfficerToken(), newOfficerToken()];
    expect(one).toMatch(/^cat_[A-Za-z0-9_-]{43}$/);
    expect(one).not.toBe(other);
    expect(hashOfToken(one)).toHaveLength(32);
    expect(hashOfToken(one)).not.toEqual(hashOfToken(other));
  });

  test('lets in whoever has one of the roles', () => {
    const officer = { name: 'Asha', roles: ['author', 'auditor'] as const };
    expect(hasRole(officer, ['approver', 'auditor'])).toBe(true);
    expect(hasRole(officer, ['approver', 'operator'])).toBe(false);
  });
});

describe('an officer’s name', () => {
  test.each(['Asha', 'Asha Verma', 'आशा वर्मा', 'J.-P. O’Neill', 'duty-3'])('may be %s', (name) => {
    expect(newOfficerSchema.safeParse({ name, roles: ['author'] }).success).toBe(true);
  });

  test.each(['', ' ', '-', 'a'.repeat(61), 'a\nb', 'a@example.org', 'a\u202eb'])(
    'may not be %j',
    (name) => {
      expect(newOfficerSchema.safeParse({ name, roles: ['author'] }).success).toBe(false);
    },
  );
});
