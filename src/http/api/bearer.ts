import { isPartnerToken } from '#src/endpoints/partner.ts';
import type { Partner, Partners } from '#src/endpoints/partner.ts';
import { AppError } from '#src/errors.ts';
import type { Officer, Officers } from '#src/officers/officer.ts';

/** Whom the guard let in. */
export type Caller =
  | { readonly kind: 'officer'; readonly officer: Officer }
  | ({ readonly kind: 'partner' } & Partner);

/** Who knows whose a token is. */
export interface Doorkeepers {
  readonly officers: Pick<Officers, 'authenticate'>;
  readonly partners: Pick<Partners, 'authenticate'>;
}

/** Throws UNAUTHENTICATED or TOKEN_EXPIRED. */
export async function authenticated(
  header: string | undefined,
  { officers, partners }: Doorkeepers,
): Promise<Caller> {
  const [, token] = /^Bearer ([\x21-\x7e]{1,200})$/i.exec(header ?? '') ?? [];
  if (token === undefined) {
    throw new AppError(
      'UNAUTHENTICATED',
      `Expected a token in the header "Authorization: Bearer …", arrived none. ${howToMakeOne}`,
    );
  }
  if (isPartnerToken(token)) {
    return { kind: 'partner', ...known(await partners.authenticate(token)) };
  }
  return { kind: 'officer', officer: known(await officers.authenticate(token)) };
}

function known<T extends object>(found: T | { readonly expiredAt: Date } | undefined): T {
  if (found === undefined) {
    throw new AppError(
      'UNAUTHENTICATED',
      `Expected a token that is known and not revoked, arrived another one. ${howToMakeOne}`,
    );
  }
  if (!('expiredAt' in found)) return found;
  throw new AppError(
    'TOKEN_EXPIRED',
    `Expected a token that has not expired, arrived one that did at ${found.expiredAt.toISOString()}. ${howToMakeOne}`,
  );
}

const howToMakeOne =
  'Officers make one with: npm run advisory -- token create; an operator makes one for a system with: npm run endpoints -- tokens';
