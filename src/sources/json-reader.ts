import type { z } from 'zod';

import { AppError } from '#src/errors.ts';
import type { GuardedFetch, OutboundAnswer } from '#src/outbound/fetch.ts';

/** Asks one publisher for documents and reads them; every refusal names the publisher and quotes nothing of what it sent. */
export interface JsonReader {
  /** 200, or 304 when `headers` ask conditionally. Anything else is SOURCE_UNREACHABLE; what is not there or cut off is SOURCE_UNREADABLE. */
  readonly ask: (request: Request, signal: AbortSignal) => Promise<OutboundAnswer>;
  readonly parse: <T>(schema: z.ZodType<T>, body: Buffer, what: string) => T;
  readonly unreadable: (message: string) => AppError;
}

interface Request {
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
}

const largestDocument = 8 * 1024 * 1024;

export function createJsonReader(sourceId: string, fetch: GuardedFetch['request']): JsonReader {
  const unreadable = (message: string) =>
    new AppError('SOURCE_UNREADABLE', `${sourceId}: ${message}`);
  const unreachable = (message: string, options?: ErrorOptions) =>
    new AppError('SOURCE_UNREACHABLE', `${sourceId}: ${message}`, options);

  return {
    unreadable,

    async ask({ url, headers = {} }, signal) {
      const call = {
        url,
        headers: { accept: 'application/json', ...headers },
        decompress: true,
        limits: { maxBytes: largestDocument },
      };
      const answer = await fetch(call, signal).catch((cause: unknown) => {
        throw unreachable('expected an answer, got none', { cause });
      });
      const { status, truncated } = answer;
      if (status === 304 && Object.keys(headers).length > 0) return answer;
      if (status === 404 || status === 410) {
        throw unreadable(`expected a document, got HTTP ${status}`);
      }
      if (status !== 200) throw unreachable(`expected HTTP 200, got ${status}`);
      if (truncated) throw unreadable('expected a whole document, got the beginning of one');
      return answer;
    },

    parse(schema, body, what) {
      const parsed = schema.safeParse(jsonIn(body));
      if (parsed.success) return parsed.data;
      const where = parsed.error.issues[0]?.path.join('.') || 'its root';
      throw unreadable(`expected ${what} in the shape known, got another at ${where}`);
    },
  };
}

/** Undefined for what is not JSON: no schema takes that, and the parser's own message would quote the document. */
function jsonIn(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString('utf8'));
  } catch {
    return undefined; // refused by the schema, with a message of ours
  }
}
