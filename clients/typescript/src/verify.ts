import { eventIn } from './event.ts';
import type { ReceivedEvent } from './event.ts';
import { bytesOf, isEd25519, publicKeyVerifier, secretVerifier } from './signature.ts';
import type { Bytes, PublicJwk, Verifier } from './signature.ts';
import { VerificationError } from './verification-error.ts';

/** A call as a web server has it. The body as it came: what was parsed and written again has another signature. */
export interface ReceivedCall {
  readonly headers: Headers | Readonly<Record<string, string | readonly string[] | undefined>>;
  readonly body: string | Uint8Array | ArrayBuffer;
}

type PublicKey = string | PublicJwk | { readonly keys: readonly PublicJwk[] };

/** Every key that may sign: during a rotation the old one and the new one. */
export interface VerifyOptions {
  /** `whsec_…`, for `v1`. */
  readonly secrets?: readonly string[];
  /** `whpk_…`, keys of a JWKS, or whole sets of them, for `v1a`. */
  readonly publicKeys?: readonly PublicKey[];
  /** How old or how far ahead a call may be; five minutes when left out. */
  readonly toleranceSeconds?: number;
  readonly now?: () => Date;
}

/** The event that a call is about. Throws VerificationError unless one of the keys signed exactly this, just now. */
export async function verify(
  call: Request | ReceivedCall,
  options: VerifyOptions,
): Promise<ReceivedEvent> {
  const { id, body } = await verifySignature(call, options);
  return eventIn(id, body);
}

export interface VerifiedCall {
  /** The same in every attempt and replay: whoever has seen it has had this event. */
  readonly id: string;
  readonly body: string;
}

/** For bodies that are not JSON: an endpoint of format `cap` gets CAP 1.2 as XML. */
export async function verifySignature(
  call: Request | ReceivedCall,
  options: VerifyOptions,
): Promise<VerifiedCall> {
  const verifiers = verifiersOf(options);
  const { headers, body } = await readCall(call);
  const id = headerOf(headers, 'webhook-id');
  const timestamp = headerOf(headers, 'webhook-timestamp');
  const signatures = headerOf(headers, 'webhook-signature');
  checkAge(timestamp, options);
  const content = joined(new TextEncoder().encode(`${id}.${timestamp}.`), body);
  if (!(await isSignedByAny(verifiers, signatures, content)))
    throw new VerificationError(
      'signature-wrong',
      `expected a signature by one of ${verifiers.length} known keys in webhook-signature, arrived none that fits this body`,
    );
  return { id, body: new TextDecoder().decode(body) };
}

function verifiersOf({ secrets = [], publicKeys = [] }: VerifyOptions): readonly Verifier[] {
  const single = publicKeys.flatMap((key): readonly (string | PublicJwk)[] =>
    typeof key === 'object' && 'keys' in key ? key.keys.filter(isEd25519) : [key],
  );
  const verifiers = [...secrets.map(secretVerifier), ...single.map(publicKeyVerifier)];
  if (verifiers.length > 0) return verifiers;
  throw new VerificationError('key-invalid', 'expected at least one of secrets and publicKeys');
}

async function readCall({
  headers,
  body,
}: Request | ReceivedCall): Promise<{ headers: ReceivedCall['headers']; body: Bytes }> {
  if (typeof body === 'string') return { headers, body: new TextEncoder().encode(body) };
  if (body instanceof Uint8Array || body instanceof ArrayBuffer)
    return { headers, body: new Uint8Array(body) };
  // The body of a Request is a stream, or nothing.
  if (body === null || body instanceof ReadableStream)
    return { headers, body: new Uint8Array(await new Response(body).arrayBuffer()) };
  throw new VerificationError(
    'body-not-raw',
    'expected the body as it came, a string or bytes; what a framework has parsed cannot be verified',
  );
}

function headerOf(headers: ReceivedCall['headers'], name: string): string {
  const value = headers instanceof Headers ? headers.get(name) : plainHeader(headers, name);
  if (typeof value === 'string' && value !== '') return value;
  throw new VerificationError('header-missing', `expected a header ${name}, arrived none`);
}

function plainHeader(
  headers: Exclude<ReceivedCall['headers'], Headers>,
  name: string,
): string | undefined {
  const found = Object.entries(headers).find(([key]) => key.toLowerCase() === name)?.[1];
  return typeof found === 'object' ? found.join(' ') : found;
}

function checkAge(
  timestamp: string,
  { toleranceSeconds = 300, now = () => new Date() }: VerifyOptions,
): void {
  if (!/^\d{1,12}$/.test(timestamp))
    throw new VerificationError('timestamp-invalid', 'expected webhook-timestamp in whole seconds');
  const age = Math.floor(now().getTime() / 1000) - Number(timestamp);
  const hint = `expected a call of the last ${toleranceSeconds} s; is this machine’s clock right?`;
  if (age > toleranceSeconds) throw new VerificationError('timestamp-too-old', hint);
  if (-age > toleranceSeconds) throw new VerificationError('timestamp-too-new', hint);
}

function joined(head: Bytes, body: Bytes): Bytes {
  const whole = new Uint8Array(head.length + body.length);
  whole.set(head);
  whole.set(body, head.length);
  return whole;
}

/** A header holds a signature of each key that has not ended, in either scheme; who sends more than this is not us. */
const mostSignatures = 20;

async function isSignedByAny(
  verifiers: readonly Verifier[],
  header: string,
  content: Bytes,
): Promise<boolean> {
  const signatures = header.split(' ').slice(0, mostSignatures);
  const tries = verifiers.flatMap(({ scheme, matches }) =>
    signatures
      .filter((signature) => signature.startsWith(`${scheme},`))
      .map((signature) => bytesOf(signature.slice(scheme.length + 1)))
      .filter((signature) => signature !== undefined)
      .map((signature) => matches(signature, content)),
  );
  return (await Promise.all(tries)).includes(true);
}
