import { createHash, randomBytes } from 'node:crypto';

import { z } from 'zod';

import { countrySchema } from '#src/advisory/place.ts';

/** Authors write, approvers release, operators run the service, auditors read what was done. */
export const roles = ['author', 'approver', 'operator', 'auditor'] as const;
export const roleSchema = z.enum(roles);
export type Role = z.infer<typeof roleSchema>;

/** The name is who an officer is: two people are told apart by it, so one person must not have two. */
const officerNameSchema = z
  .string()
  .trim()
  .regex(
    /^[\p{L}\p{N}][\p{L}\p{M}\p{N} .'’_-]{0,59}$/u,
    'expected a name of at most 60 letters, digits, spaces, dots and hyphens',
  );

export const newOfficerSchema = z
  .object({
    name: officerNameSchema,
    roles: z.array(roleSchema).min(1, 'expected at least one role'),
    countries: z.array(countrySchema).min(1, 'expected at least one country').optional(),
  })
  .refine(({ roles: held, countries }) => countries === undefined || isAuthorOnly(held), {
    path: ['countries'],
    message: 'expected countries with the role author alone: the others work for every country',
  });

export interface Officer {
  readonly name: string;
  readonly roles: readonly Role[];
  /** An author who writes for these countries alone; left out for all. */
  readonly countries?: readonly string[] | undefined;
}

/** One key of an officer as staff see it; the token itself is shown once and kept nowhere. */
interface OfficerToken extends Officer {
  /** The first characters of the token's hash, enough to revoke one of several. */
  readonly id: string;
  readonly createdAt: Date;
  readonly expiresAt: Date | undefined;
  readonly revokedAt: Date | undefined;
}

export interface Officers {
  /** Undefined for a token that never was or has been revoked. */
  readonly authenticate: (
    token: string,
  ) => Promise<Officer | { readonly expiredAt: Date } | undefined>;
  /** With all roles that their tokens have now; undefined when none is left. */
  readonly named: (name: string) => Promise<Officer | undefined>;
}

export interface OfficerTokens {
  /** Gives the token, once. */
  readonly create: (
    officer: Officer & { readonly expiresAt?: Date },
    by: string,
  ) => Promise<string>;
  readonly list: () => Promise<readonly OfficerToken[]>;
  /** Revokes one token by its id, or all of an officer by name; gives how many that were. */
  readonly revoke: (idOrName: string, by: string) => Promise<number>;
}

/** 256 random bits behind a prefix by which secret scanners find a leaked one. */
export function newOfficerToken(): string {
  return `cat_${randomBytes(32).toString('base64url')}`;
}

/** A plain hash is enough for a key of 256 random bits, and finding it by its hash leaks nothing by timing. */
export function hashOfToken(token: string): Buffer {
  return createHash('sha256').update(token).digest();
}

function isAuthorOnly(held: readonly Role[]): boolean {
  return held.every((role) => role === 'author');
}

export function hasRole(officer: Officer, allowed: readonly Role[]): boolean {
  return officer.roles.some((role) => allowed.includes(role));
}
