import { randomBytes } from 'node:crypto';

import { z } from 'zod';

/** What a token of a system may be made for. */
export const scopes = [
  'advisories:read',
  'publications:read',
  'sources:read',
  'events:read',
  'deliveries:read',
  'endpoints:manage',
  'acknowledgements:write',
] as const;
export const scopeSchema = z.enum(scopes);
export type Scope = z.infer<typeof scopeSchema>;

/** In the words of the OpenAPI document. */
export const scopeWords: Readonly<Record<Scope, string>> = {
  'advisories:read': 'advisories with their history and languages, countries and levels',
  'publications:read': 'what was published, and how far it came',
  'sources:read': 'how the sources fare that the service follows',
  'events:read': 'what the endpoint was to be told, in order, to catch up',
  'deliveries:read': 'what calls were made to the endpoint, and what came of them',
  'endpoints:manage': 'the endpoint’s address, filter, keys, tokens and state',
  'acknowledgements:write': 'say that an emergency has arrived and is seen to',
};

/** What an endpoint's own system may do with what is its own. */
export const endpointScopes = [
  'advisories:read',
  'events:read',
  'deliveries:read',
  'endpoints:manage',
  'acknowledgements:write',
] as const satisfies readonly Scope[];

/** A system that calls: a partner's, or that of one endpoint. */
export interface Partner {
  readonly name: string;
  readonly scopes: readonly Scope[];
  /** Public id of the endpoint whose token it is; one that is of none may see what every endpoint is told. */
  readonly endpoint: string | undefined;
  /** Undefined for a token that lives until it is revoked. */
  readonly expiresAt: Date | undefined;
}

/** A token as staff see it; the token itself is shown once and kept nowhere. */
export interface PartnerToken extends Partner {
  /** The first characters of the token's hash, enough to revoke one of several. */
  readonly id: string;
  readonly createdBy: string;
  readonly createdAt: Date;
  readonly revokedAt: Date | undefined;
}

export type NewPartnerToken = Partner;

export interface Partners {
  /** Undefined for a token that never was, has been revoked, or whose endpoint was removed. */
  readonly authenticate: (
    token: string,
  ) => Promise<Partner | { readonly expiredAt: Date } | undefined>;
}

/** Of one endpoint when it is named, else of partners. */
export interface PartnerTokens {
  readonly list: (endpoint?: string) => Promise<readonly PartnerToken[]>;
  /** Gives the token, once; undefined when there is no such endpoint. */
  readonly issue: (
    fresh: NewPartnerToken,
    by: string,
  ) => Promise<{ readonly entry: PartnerToken; readonly token: string } | undefined>;
  /** A new token of the same kind; the old one lives on for so many hours. Undefined when there is none that lives. */
  readonly rotate: (
    which: WhichToken & { readonly overlapHours: number },
    by: string,
  ) => Promise<{ readonly entry: PartnerToken; readonly token: string } | undefined>;
  /** False when there is none that lives. */
  readonly revoke: (which: WhichToken, by: string) => Promise<boolean>;
}

export interface WhichToken {
  readonly id: string;
  /** Public id of the endpoint whose it must be; undefined for a partner's. */
  readonly endpoint: string | undefined;
}

const prefixes = { partner: 'cap_', endpoint: 'cae_' } as const;

/** 256 random bits behind a prefix by which secret scanners find a leaked one. */
export function newPartnerToken(whose: keyof typeof prefixes): string {
  return `${prefixes[whose]}${randomBytes(32).toString('base64url')}`;
}

export function isPartnerToken(token: string): boolean {
  return Object.values(prefixes).some((prefix) => token.startsWith(prefix));
}
