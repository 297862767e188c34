import type { FastifyInstance, FastifyRequest, FastifySchema } from 'fastify';

import { AppError } from '#src/errors.ts';
import { hasRole } from '#src/officers/officer.ts';
import type { Officer, Officers, Role } from '#src/officers/officer.ts';

/** Who may call a route. One that does not say is closed to everybody. */
type Access =
  | { readonly kind: 'everybody' }
  | { readonly kind: 'officers'; readonly roles: readonly Role[] };

declare module 'fastify' {
  interface FastifyContextConfig {
    access?: Access;
  }
  interface FastifyRequest {
    officer: Officer | undefined;
  }
}

/** Asks for the token before the body is read: strangers cost little. */
export function guardRoutes(api: FastifyInstance, officers: Officers): void {
  api.addHook('onRequest', async (request) => {
    const { access } = request.routeOptions.config;
    if (access?.kind === 'everybody') return;
    const officer = await authenticated(request, officers);
    if (access === undefined || !hasRole(officer, access.roles)) throw forbidden(access, officer);
    request.officer = officer;
  });
}

/** The officer whom the guard let in. */
export function officerOf({ officer }: Pick<FastifyRequest, 'officer'>): Officer {
  if (officer !== undefined) return officer;
  throw new AppError('UNAUTHENTICATED', 'Expected an officer on a route that is open to everybody');
}

/** Options of a route for officers of any of these roles. */
export function forOfficers<const Schema extends FastifySchema>(
  roles: readonly Role[],
  schema: Schema,
) {
  const access: Access = { kind: 'officers', roles };
  return { config: { access }, schema: { ...schema, security: [{ officer: [] }] } };
}

export function forEverybody<const Schema extends FastifySchema>(schema: Schema) {
  const access: Access = { kind: 'everybody' };
  return { config: { access }, schema: { ...schema, security: [] } };
}

async function authenticated(request: FastifyRequest, officers: Officers): Promise<Officer> {
  const [, token] =
    /^Bearer ([\x21-\x7e]{1,200})$/i.exec(request.headers.authorization ?? '') ?? [];
  if (token === undefined) {
    throw new AppError(
      'UNAUTHENTICATED',
      'Expected an officer’s token in the header "Authorization: Bearer cat_…", arrived none. Make one with: npm run advisory -- token create',
    );
  }
  const officer = await officers.authenticate(token);
  if (officer !== undefined) return officer;
  throw new AppError(
    'UNAUTHENTICATED',
    'Expected a token that is known and not revoked, arrived another one. Make one with: npm run advisory -- token create',
  );
}

function forbidden(access: Access | undefined, officer: Officer): AppError {
  const expected = access?.kind === 'officers' ? access.roles.join(' or ') : 'nobody';
  return new AppError(
    'FORBIDDEN',
    `Expected an officer with the role ${expected}, arrived one with ${officer.roles.join(', ')}`,
  );
}
