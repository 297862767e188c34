import type { FastifyReply } from 'fastify';

import { paths } from '#src/rendering/paths.ts';

const since = new Date('2026-11-23T00:00:00Z');
/** A year for whoever built on it. */
const until = new Date('2027-11-23T00:00:00Z');

/**
 * Whoever asks in a former way is answered, and told that it will not be for ever: Deprecation (RFC 9745), Sunset (RFC 8594).
 * To be called when Link says what else it has to.
 */
export function sayDeprecated(reply: FastifyReply): void {
  const link = `<${paths.reference}>; rel="deprecation"; type="text/html"`;
  const others = reply.getHeader('link');
  reply.headers({
    deprecation: `@${since.getTime() / 1_000}`,
    sunset: until.toUTCString(),
    link: others === undefined ? link : `${String(others)}, ${link}`,
  });
}
