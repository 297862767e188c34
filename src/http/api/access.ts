import type { FastifyInstance, FastifyRequest, FastifySchema } from 'fastify';
import { z } from 'zod';

import type { Scope } from '#src/endpoints/partner.ts';
import { AppError, codeOf } from '#src/errors.ts';
import { hasRole } from '#src/officers/officer.ts';
import type { Officer, Role } from '#src/officers/officer.ts';

import { authenticated } from './bearer.ts';
import type { Caller, Doorkeepers } from './bearer.ts';
import type { Limit } from './rate-limit.ts';

/** Who may call a route. One that does not say is closed to everybody. */
type Access =
  | { readonly kind: 'everybody' }
  | { readonly kind: 'officers'; readonly roles: readonly Role[] }
  | {
      readonly kind: 'callers';
      readonly roles: readonly Role[];
      readonly scope: Scope;
      /** Also an endpoint without a token, by a call that it signs with its own key; the handler verifies it. */
      readonly orSigned?: true;
    };

declare module 'fastify' {
  interface FastifyContextConfig {
    access?: Access;
  }
  interface FastifyRequest {
    caller: Caller | undefined;
  }
}

const ofEndpoint = z.object({ id: z.string() });

/** Asks for the token before the body is read: strangers cost little. */
export function guardRoutes(api: FastifyInstance, doorkeepers: Doorkeepers, limit: Limit): void {
  api.decorateRequest('caller', undefined);
  api.addHook('onRequest', async (request, reply) => {
    const { access } = request.routeOptions.config;
    if (access?.kind === 'everybody' || comesSigned(access, request)) return limit(request, reply);
    const caller = await authenticated(request.headers.authorization, doorkeepers).catch(
      (cause: unknown) => {
        if (isRefusal(cause)) limit(request, reply);
        throw cause;
      },
    );
    request.caller = caller;
    limit(request, reply);
    if (!isLetIn(access, caller)) throw forbidden(access, caller);
    const { data } = ofEndpoint.safeParse(request.params);
    if (data !== undefined && /\/endpoints\/:id/.test(request.routeOptions.url ?? ''))
      requireOwn(request, data.id);
  });
}

/** Whose token is not taken is counted as a stranger; a database that does not answer is nobody's fault. */
function isRefusal(error: unknown): boolean {
  return ['UNAUTHENTICATED', 'TOKEN_EXPIRED'].includes(codeOf(error));
}

/** Of a route that officers alone may call. */
export function officerOf(request: Pick<FastifyRequest, 'caller'>): Officer {
  const caller = callerOf(request);
  if (caller.kind === 'officer') return caller.officer;
  throw new AppError('FORBIDDEN', 'Expected an officer’s token, arrived that of a system');
}

export function callerOf({ caller }: Pick<FastifyRequest, 'caller'>): Caller {
  if (caller !== undefined) return caller;
  throw new AppError('UNAUTHENTICATED', 'Expected a token on a route that is open to everybody');
}

/** Who did it, for the audit. No officer's name has a colon. */
export function actorOf(request: Pick<FastifyRequest, 'caller'>): string {
  const caller = callerOf(request);
  if (caller.kind === 'officer') return caller.officer.name;
  return caller.endpoint === undefined ? `partner:${caller.name}` : `endpoint:${caller.endpoint}`;
}

/** An endpoint's own token sees and does what is that endpoint's, and nothing of another. */
export function requireOwn(request: Pick<FastifyRequest, 'caller'>, endpointId: string): void {
  const caller = callerOf(request);
  if (caller.kind === 'officer' || caller.endpoint === undefined) return;
  if (caller.endpoint === endpointId) return;
  throw new AppError(
    'FORBIDDEN',
    `Expected the id of the endpoint whose token it is, ${caller.endpoint}, arrived another one`,
  );
}

/** Options of a route for officers of any of these roles. */
export function forOfficers<const Schema extends FastifySchema>(
  roles: readonly Role[],
  schema: Schema,
) {
  const access: Access = { kind: 'officers', roles };
  return { config: { access }, schema: { ...schema, security: [{ officer: [] }] } };
}

/** Options of a route for officers of any of these roles, and for systems whose token has the scope. */
export function forCallers<const Schema extends FastifySchema>(
  { roles, scope }: { readonly roles: readonly Role[]; readonly scope: Scope },
  schema: Schema,
) {
  const access: Access = { kind: 'callers', roles, scope };
  const security = [{ officer: [] }, { partner: [scope] }];
  return { config: { access }, schema: { ...schema, security } };
}

/** The same, and for endpoints that sign their call instead of bringing a token. `isSigned` must be asked where there is no caller. */
export function forSigners<const Schema extends FastifySchema>(
  { roles, scope }: { readonly roles: readonly Role[]; readonly scope: Scope },
  schema: Schema,
) {
  const access: Access = { kind: 'callers', roles, scope, orSigned: true };
  const security = [{ officer: [] }, { partner: [scope] }, { signature: [] }];
  return { config: { access }, schema: { ...schema, security } };
}

function comesSigned(access: Access | undefined, { headers }: FastifyRequest): boolean {
  if (access?.kind !== 'callers' || access.orSigned !== true) return false;
  return headers.authorization === undefined && headers['webhook-signature'] !== undefined;
}

export function forEverybody<const Schema extends FastifySchema>(schema: Schema) {
  const access: Access = { kind: 'everybody' };
  return { config: { access }, schema: { ...schema, security: [] } };
}

function isLetIn(access: Access | undefined, caller: Caller): boolean {
  if (access === undefined || access.kind === 'everybody') return false;
  if (caller.kind === 'officer') return hasRole(caller.officer, access.roles);
  return access.kind === 'callers' && caller.scopes.includes(access.scope);
}

function forbidden(access: Access | undefined, caller: Caller): AppError {
  const arrived =
    caller.kind === 'officer'
      ? `an officer with ${caller.officer.roles.join(', ')}`
      : `a system’s token with ${caller.scopes.join(', ')}`;
  return new AppError('FORBIDDEN', `Expected ${expectedBy(access)}, arrived ${arrived}`);
}

function expectedBy(access: Access | undefined): string {
  if (access === undefined || access.kind === 'everybody') return 'nobody';
  const officer = `an officer with the role ${access.roles.join(' or ')}`;
  return access.kind === 'officers' ? officer : `${officer}, or a token with ${access.scope}`;
}
