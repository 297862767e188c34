import type { FastifyRequest } from 'fastify';
import { z } from 'zod';

import type { Pacing, Turn } from '#src/subscription/pacing.ts';

import type { FormTimes } from './form-time.ts';
import type { Origin } from './network.ts';

/** What a form for people carries beside what they type. */
export interface Trap {
  /** When the form was shown. */
  readonly begun: string;
  /** A field that people do not see. */
  readonly comment: string;
}

const line = z.string().catch('');
const trapSchema = z.object({ begun: line, comment: line }).catch({ begun: '', comment: '' });

export function readTrap(body: unknown): Trap {
  return trapSchema.parse(body);
}

/** Gives whoever asks for mail their turn. Never refuses, and says the same whatever it thinks of the asker. */
export interface Admission {
  readonly ofForm: (request: Pick<FastifyRequest, 'ip'>, trap: Trap) => Promise<Turn>;
  readonly ofCall: (request: Pick<FastifyRequest, 'ip'>) => Promise<Turn>;
  /** Whether a form was shown so long ago that it is to be shown again, as it was filled in. Nothing else is thought of who sent it. */
  readonly isStale: (trap: Pick<Trap, 'begun'>) => boolean;
  /** For the form as it is shown: the first time holds, however often it comes back, until it is stale. */
  readonly begunOf: (trap?: Pick<Trap, 'begun'>) => string;
}

interface AdmissionParts {
  readonly pacing: Pacing;
  readonly formTimes: FormTimes;
  readonly originOf: (ip: string) => Origin;
  readonly fastestSeconds: number;
  readonly oldestHours: number;
}

export function createAdmission(parts: AdmissionParts): Admission {
  const { pacing, formTimes, originOf, fastestSeconds, oldestHours } = parts;
  const isStale = (begun: string) => (formTimes.ageMs(begun) ?? 0) > oldestHours * 3_600_000;
  return {
    ofForm: ({ ip }, trap) => pacing.take({ ...originOf(ip), isSuspect: isSuspect(trap) }),
    ofCall: ({ ip }) => pacing.take({ ...originOf(ip), isSuspect: false }),
    isStale: ({ begun }) => isStale(begun),
    begunOf: ({ begun } = { begun: '' }) =>
      formTimes.ageMs(begun) === undefined || isStale(begun) ? formTimes.begun() : begun,
  };

  /** Slow people, bookmarks and the back button are never suspect: only what is too fast, or was not asked for. What is stale has been shown again before. */
  function isSuspect({ begun, comment }: Trap): boolean {
    const age = formTimes.ageMs(begun);
    return comment !== '' || age === undefined || age < fastestSeconds * 1_000;
  }
}
