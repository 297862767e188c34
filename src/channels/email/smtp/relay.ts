import { AppError } from '#src/errors.ts';

export type TlsPolicy = 'required' | 'unverified' | 'none';

/** A relay to hand messages to. */
export interface Relay {
  /** `host:port`, fit for logs. */
  readonly name: string;
  readonly host: string;
  readonly port: number;
  /** TLS from the first byte (`smtps:`) instead of STARTTLS. */
  readonly implicitTls: boolean;
  readonly tls: TlsPolicy;
  /** Certificates to trust besides the usual ones, PEM. */
  readonly ca?: string | undefined;
  readonly login?: { readonly user: string; readonly pass: string } | undefined;
}

const SUBMISSION = 587;
const SUBMISSIONS = 465;

/** TLS to a relay on loopback is neither demanded nor verified: nobody stands in between (E15). */
export function parseRelay(url: string, policy: TlsPolicy): Relay {
  const { protocol, hostname, port, username, password } = parseUrl(url);
  const host = hostname.replaceAll(/^\[|\]$/g, '');
  const implicitTls = protocol === 'smtps:';
  const portNumber = port === '' ? (implicitTls ? SUBMISSIONS : SUBMISSION) : Number(port);
  return {
    name: `${hostname}:${portNumber}`,
    host,
    port: portNumber,
    implicitTls,
    tls: isLoopback(host) ? 'none' : policy,
    login: username === '' ? undefined : { user: decode(username), pass: decode(password) },
  };
}

function isLoopback(host: string): boolean {
  return /^(localhost|127(\.\d{1,3}){3}|::1)$/i.test(host);
}

function parseUrl(url: string): URL {
  const parsed = URL.parse(url);
  const ours = parsed !== null && /^smtps?:$/.test(parsed.protocol) && parsed.hostname !== '';
  if (ours) return parsed;
  throw malformed('an address that is none');
}

function decode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch (cause) {
    throw malformed('a user or password with a % that is not written %25', { cause });
  }
}

/** Never quotes the address: it may hold a password. */
function malformed(arrived: string, options?: ErrorOptions): AppError {
  const expected = 'SMTP_URL: expected smtp://user:password@host:port or smtps://…';
  return new AppError('CONFIGURATION_INVALID', `${expected}, got ${arrived}`, options);
}
