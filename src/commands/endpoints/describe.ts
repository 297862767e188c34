import { table, timeOf } from '#src/commands/command-line.ts';

import type { ShownEndpoint } from './shapes.ts';

export function rowOf({ id, state, name, filter, url, kind, reason = '' }: ShownEndpoint) {
  const countries = filter['countries'];
  const where = Array.isArray(countries) ? countries.join(' ') : 'every country';
  return [id, state, name, where, url ?? kind, reason];
}

export function describeEndpoint(endpoint: ShownEndpoint): string {
  const { id, name, kind, url, format, detail, filter, keys } = endpoint;
  const rows = [
    ['id', id],
    ['name', name],
    ['kind', kind],
    ['address', url ?? '-'],
    ['payload', `${format}, ${detail}`],
    ['filter', JSON.stringify(filter)],
    ['contacts', endpoint.contacts?.map(({ email }) => email).join(', ') ?? '-'],
    ['state', [endpoint.state, endpoint.reason].filter(Boolean).join(', ')],
    ['verified', timeOf(endpoint.verifiedAt)],
    ['failures', failuresOf(endpoint)],
    ['last sequence', String(endpoint.lastSequence)],
    ...keys.map((key) => [key.scheme, [key.publicKey, untilOf(key)].filter(Boolean).join(' ')]),
    ['public keys', endpoint.jwks ?? '-'],
  ];
  return table(rows);
}

function untilOf({ endsAt }: ShownEndpoint['keys'][number]): string {
  return endsAt === undefined ? '' : `(until ${timeOf(endsAt)})`;
}

function failuresOf({ failures, failingSince, failingReason }: ShownEndpoint): string {
  const parts = [String(failures), `since ${timeOf(failingSince)}`, failingReason];
  return parts.filter((part) => part !== undefined).join(', ');
}
