import { Resolver } from 'node:dns/promises';

import { z } from 'zod';

import { codeOf } from '#src/errors.ts';

export type RecordType = 'A' | 'AAAA' | 'MX' | 'NS' | 'PTR' | 'TXT';

/** Asks the DNS, with the answers and the error codes of `node:dns`: TXT in pieces, MX with a priority, ENOTFOUND, ESERVFAIL … */
export type Resolve = (name: string, type: string) => Promise<unknown>;

/** What the DNS says: no such name or record, its server's failure, and that nobody answered are told apart. */
export type Looked =
  | { readonly kind: 'found'; readonly records: readonly string[] }
  | { readonly kind: 'none' }
  /** SERVFAIL: its own servers fail or its signatures do not hold. Everybody gets that. */
  | { readonly kind: 'broken' }
  | { readonly kind: 'unasked'; readonly code: string };

const answerWithinMs = 3_000;

/** The name servers of this machine, or those named. */
export function systemDns(servers: readonly string[] = []): Resolve {
  const resolver = new Resolver({ timeout: answerWithinMs, tries: 2 });
  if (servers.length > 0) resolver.setServers(servers);
  return (name, type) => resolver.resolve(name, type);
}

const recordSchema = z.union([
  z.string(),
  z.array(z.string()).transform((pieces) => pieces.join('')),
  z.object({ exchange: z.string() }).transform(({ exchange }) => exchange),
]);

/** Whether whoever answers knows the whole DNS: a name server of a closed network says of everything else that there is no such name. */
export async function knowsRoot(resolve: Resolve): Promise<boolean> {
  return (await look(resolve, '.', 'NS')).kind === 'found';
}

/** Answers nothing: so that what a closed network's name server denies is not taken for the world's answer. */
export const unanswering: Resolve = () =>
  Promise.reject(Object.assign(new Error('no name server that knows the DNS'), { code: 'no DNS' }));

/** Each record as one text; of MX the names of the servers. */
export async function look(resolve: Resolve, name: string, type: RecordType): Promise<Looked> {
  try {
    const records = z.array(recordSchema).parse(await resolve(name, type));
    return records.length === 0 ? { kind: 'none' } : { kind: 'found', records };
  } catch (error) {
    return failed(codeOf(error));
  }
}

/** No record of the kind, for whatever reason it is not there. */
export function recordsOf(looked: Looked): readonly string[] {
  return looked.kind === 'found' ? looked.records : [];
}

function failed(code: string): Looked {
  if (code === 'ENOTFOUND' || code === 'ENODATA' || code === 'EBADNAME') return { kind: 'none' };
  return code === 'ESERVFAIL' ? { kind: 'broken' } : { kind: 'unasked', code };
}

export interface Witness {
  readonly resolve: Resolve;
  /** The gravest that was met: what could not be asked, else what is broken. */
  readonly trouble: () => Exclude<Looked, { kind: 'found' | 'none' }> | undefined;
}

/** Remembers what failed, for evaluators that say no more than "temporary error". */
export function witnessed(resolve: Resolve): Witness {
  let trouble: ReturnType<Witness['trouble']>;
  return {
    trouble: () => trouble,
    async resolve(name, type) {
      try {
        return await resolve(name, type);
      } catch (error) {
        const looked = failed(codeOf(error));
        if (looked.kind === 'unasked' || looked.kind === 'broken') {
          trouble = trouble?.kind === 'unasked' ? trouble : looked;
        }
        throw error;
      }
    },
  };
}

/** The same for mailauth, which wants its answers typed. */
export function answersFor(resolve: Resolve): (name: string, type: string) => Promise<string[][]> {
  return async (name, type) => answersSchema.parse(await resolve(name, type));
}

// MX comes as objects, which mailauth reads though its types do not say so.
const answersSchema = z.custom<string[][]>((answers) => Array.isArray(answers));
