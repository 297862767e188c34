import { errorOf } from './api-error.ts';
import type { Operations } from './api.ts';
import { patiently } from './patience.ts';

export interface ClientOptions {
  /** Where the service is, such as https://alerts.example.org. */
  readonly baseUrl: string;
  /** `cae_…` of an endpoint, `cap_…` of a partner, or an officer’s. Advisories are read without. */
  readonly token?: string | undefined;
  /** How often a request is made again that found the service busy or away; 4 when left out. */
  readonly retries?: number;
  readonly fetch?: typeof fetch;
}

type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

type PathOf<M extends Method> = {
  [Key in keyof Operations]: Key extends `${M} ${infer Path}` ? Path : never;
}[keyof Operations];

type OperationOf<M extends Method, Path extends PathOf<M>> = `${M} ${Path}` extends keyof Operations
  ? Operations[`${M} ${Path}`]
  : never;

interface Waiting {
  readonly signal?: AbortSignal | undefined;
}

/** Where nothing has to be given, nothing needs to be. */
type OptionsOf<Operation> =
  {} extends Omit<Operation, 'answer'>
    ? [options?: Omit<Operation, 'answer'> & Waiting]
    : [options: Omit<Operation, 'answer'> & Waiting];

type AnswerOf<Operation> = Operation extends { readonly answer: infer Answer } ? Answer : never;

type Call<M extends Method> = <Path extends PathOf<M>>(
  path: Path,
  ...options: OptionsOf<OperationOf<M, Path>>
) => Promise<AnswerOf<OperationOf<M, Path>>>;

/** Paths are those below /api/v1, as the OpenAPI document writes them: `client.get('/advisories/{id}', { params: { id } })`. */
export interface Client {
  readonly get: Call<'GET'>;
  readonly post: Call<'POST'>;
  readonly put: Call<'PUT'>;
  readonly patch: Call<'PATCH'>;
  readonly delete: Call<'DELETE'>;
}

type Plain = string | number | boolean | undefined;

interface Asked extends Waiting {
  readonly params?: Readonly<Record<string, Plain>>;
  readonly query?: Readonly<Record<string, Plain | readonly Plain[]>>;
  readonly body?: unknown;
}

/**
 * Answers are as the document says; refusals throw ApiError. Every request may be made again when the service is busy or
 * away: reading changes nothing, and each write names an Idempotency-Key of its own, so that it is done once.
 */
export function createClient(options: ClientOptions): Client {
  const { retries = 4 } = options;
  const call =
    (method: Method) =>
    async (path: string, asked: Asked = {}) => {
      const request = requestOf(options, method, { path, ...asked });
      return patiently(() => send(options, request), { retries, signal: asked.signal });
    };
  return {
    get: call('GET'),
    post: call('POST'),
    put: call('PUT'),
    patch: call('PATCH'),
    delete: call('DELETE'),
  };
}

interface Prepared extends RequestInit {
  readonly url: string;
}

function requestOf(options: ClientOptions, method: Method, asked: Asked & Place): Prepared {
  const { body, signal } = asked;
  return {
    url: urlOf(options, asked),
    method,
    headers: {
      accept: 'application/json',
      ...(options.token === undefined ? {} : { authorization: `Bearer ${options.token}` }),
      ...(method === 'GET' ? {} : { 'idempotency-key': crypto.randomUUID() }),
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    ...(signal === undefined ? {} : { signal }),
  };
}

interface Place {
  readonly path: string;
}

function urlOf({ baseUrl }: ClientOptions, { path, params = {}, query = {} }: Asked & Place) {
  const filled = path.replaceAll(/\{(\w+)\}/g, (_, name: string) =>
    encodeURIComponent(String(params[name])),
  );
  const url = new URL(`${baseUrl.replace(/\/+$/, '')}/api/v1${filled}`);
  for (const [name, value] of Object.entries(query)) {
    const given = [value].flat().filter((one) => one !== undefined);
    for (const one of given) url.searchParams.append(name, String(one));
  }
  return url.href;
}

async function send({ fetch: ask = fetch }: ClientOptions, { url, ...init }: Prepared) {
  const answer = await ask(url, init);
  if (!answer.ok) throw await errorOf(answer);
  const isJson = answer.headers.get('content-type')?.includes('json') === true;
  if (isJson) return answer.json();
  const text = await answer.text();
  return text === '' ? undefined : text;
}
