import { z } from 'zod';

import { AppError } from '#src/errors.ts';
import { isErrorCode } from '#src/http/problem.ts';

type Variables = Readonly<Record<string, string | undefined>>;

/** The service's API, as an officer with a token. */
export interface Client {
  readonly get: (path: string, signal: AbortSignal) => Promise<unknown>;
  readonly post: (path: string, body: unknown, signal: AbortSignal) => Promise<unknown>;
  readonly put: (path: string, body: unknown, signal: AbortSignal) => Promise<unknown>;
  readonly remove: (path: string, signal: AbortSignal) => Promise<unknown>;
}

interface ClientOptions {
  readonly url: string;
  readonly token: string | undefined;
}

const problemSchema = z.object({ detail: z.string(), code: z.string().optional() });
const answerWithinMs = 30_000;

export function createClient(options: ClientOptions): Client {
  const send = (request: Omit<Sent, 'url' | 'token'>) => ask({ ...options, ...request });
  return {
    get: (path, signal) => send({ method: 'GET', path, signal }),
    post: (path, body, signal) => send({ method: 'POST', path, body, signal }),
    put: (path, body, signal) => send({ method: 'PUT', path, body, signal }),
    remove: (path, signal) => send({ method: 'DELETE', path, signal }),
  };
}

/** Where the service runs, where nobody says. */
export function serviceUrl(variables: Variables): string {
  return (
    nonEmpty(variables['PUBLIC_URL']) ?? `http://127.0.0.1:${nonEmpty(variables['PORT']) ?? '8080'}`
  );
}

export function nonEmpty(text: string | undefined): string | undefined {
  return text === '' ? undefined : text;
}

interface Sent extends ClientOptions {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  readonly path: string;
  readonly body?: unknown;
  readonly signal: AbortSignal;
}

async function ask({ url, token, method, path, body, signal }: Sent): Promise<unknown> {
  if (token === undefined) throw tokenMissing();
  const response = await fetch(`${url.replace(/\/+$/, '')}/api/v1${path}`, {
    method,
    redirect: 'error',
    headers: {
      authorization: `Bearer ${token}`,
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    signal: AbortSignal.any([signal, AbortSignal.timeout(answerWithinMs)]),
  }).catch((cause: unknown) => {
    if (signal.aborted) throw cause;
    throw unreachable(url, cause);
  });
  const text = await response.text();
  if (response.ok) return text === '' ? undefined : documentIn(text);
  throw refusalOf(documentIn(text), response.status);
}

function tokenMissing(): AppError {
  return new AppError(
    'UNAUTHENTICATED',
    'Expected an officer’s token in ADVISORY_TOKEN or --token. Make one with: npm run advisory -- token create --name you --role author,approver,operator',
  );
}

function unreachable(url: string, cause: unknown): AppError {
  return new AppError(
    'NOT_FOUND',
    `No service answers at ${url} (${codeIn(cause)}): start it with npm start, or say where it runs with --url or PUBLIC_URL`,
    { cause },
  );
}

/** fetch hides the reason in the cause. */
function codeIn(error: unknown): string {
  const found = z
    .object({ cause: z.object({ code: z.string() }) })
    .transform(({ cause }) => cause.code)
    .or(z.object({ name: z.string() }).transform(({ name }) => name))
    .safeParse(error);
  return found.data ?? 'no reason given';
}

function documentIn(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined; // whoever reads it says what was expected
  }
}

function refusalOf(document: unknown, status: number): AppError {
  const { data } = problemSchema.safeParse(document);
  const detail = data?.detail ?? `Expected a service of consular-alerts, arrived HTTP ${status}`;
  return new AppError(isErrorCode(data?.code) ? data.code : 'INPUT_INVALID', detail);
}
