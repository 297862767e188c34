import { z } from 'zod';

import type { Officer as Person, OfficerTokens } from '#src/officers/officer.ts';

import { DidNotHappen } from './until.ts';

/** A member of staff at a terminal: everything they do goes through the API with their own token. */
export interface Officer {
  readonly name: string;
  readonly ask: <T>(question: Question<T>, signal: AbortSignal) => Promise<T>;
  /** Asks for what must be refused; gives the code of the refusal, or undefined when it was done all the same. */
  readonly tryInVain: (
    question: Omit<Question<unknown>, 'reply'>,
    signal: AbortSignal,
  ) => Promise<string | undefined>;
}

interface Question<T> {
  readonly method: 'GET' | 'POST' | 'PUT';
  /** Below /api/v1. */
  readonly path: string;
  readonly body?: unknown;
  readonly reply: z.ZodType<T>;
}

interface Office {
  /** The same that `npm run advisory -- token create` uses. */
  readonly tokens: Pick<OfficerTokens, 'create'>;
  readonly publicUrl: string;
}

export async function appoint({ tokens, publicUrl }: Office, person: Person): Promise<Officer> {
  const token = await tokens.create(person, 'demo');

  async function send(
    { method, path, body }: Omit<Question<unknown>, 'reply'>,
    signal: AbortSignal,
  ) {
    const answer = await fetch(`${publicUrl}/api/v1${path}`, {
      method,
      signal,
      headers: {
        authorization: `Bearer ${token}`,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const reply: unknown = await answer.json();
    return { answer, reply };
  }

  return {
    name: person.name,

    async ask(question, signal) {
      const { answer, reply } = await send(question, signal);
      const parsed = question.reply.safeParse(reply);
      if (answer.ok && parsed.success) return parsed.data;
      throw new DidNotHappen(
        `Expected ${question.method} /api/v1${question.path} to be done for ${person.name}, arrived ${answer.status}: ${sayingOf(reply)}`,
      );
    },

    async tryInVain(question, signal) {
      const { answer, reply } = await send(question, signal);
      if (answer.ok) return undefined;
      return problemSchema.safeParse(reply).data?.code ?? String(answer.status);
    },
  };
}

const problemSchema = z.object({ detail: z.string(), code: z.string().optional() });

function sayingOf(reply: unknown): string {
  return problemSchema.safeParse(reply).data?.detail ?? 'an answer of another shape';
}
