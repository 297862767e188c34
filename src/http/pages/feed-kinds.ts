import type { Bulletin } from '#src/advisory/outline.ts';
import type { Revisions } from '#src/advisory/revision.ts';
import { paths } from '#src/rendering/paths.ts';
import type { Voice } from '#src/rendering/voice.ts';

import type { Made } from './shelf.ts';

export interface FeedKindDeps {
  readonly revisions: Pick<Revisions, 'latest'>;
  readonly bulletin: Pick<Bulletin, 'version' | 'inForce' | 'inForceOrSince'>;
  readonly voice: Pick<Voice, 'atomFeed' | 'jsonFeed' | 'capIndex' | 'levels'>;
}

export interface FeedKind {
  readonly path: string;
  readonly type: string;
  /** Whether what it holds runs out without anything being published. */
  readonly runsOut: boolean;
  /** Whether it speaks the reader's language. */
  readonly isSpoken: boolean;
  readonly make: (asked: Asked) => Promise<Made>;
}

interface Asked {
  readonly country: string | undefined;
  readonly language: string;
  readonly at: Date;
}

const entriesAtMost = 50;
const day = 24 * 60 * 60 * 1000;
/** So long a CAP index still lists what has ended or was replaced: a program that was away hears of it. */
const replacedForMs = 3 * day;

interface NewsFormat {
  readonly path: string;
  readonly type: string;
  readonly write: Voice['atomFeed'];
}

/** Every message published lately, in force or not. */
export function news({ revisions }: FeedKindDeps, { path, type, write }: NewsFormat): FeedKind {
  return {
    path,
    type,
    runsOut: false,
    isSpoken: true,
    async make({ country, language, at }) {
      const latest = await revisions.latest(entriesAtMost, country);
      const now = beginningOfDay(at);
      const text = write({ revisions: latest, language, country, now });
      return { text, changedAt: latest[0]?.publishedAt };
    },
  };
}

export function capIndex({ bulletin, voice }: FeedKindDeps): FeedKind {
  return {
    path: paths.capIndex,
    type: 'application/atom+xml; charset=utf-8',
    runsOut: true,
    isSpoken: false,
    async make({ country, at }) {
      const since = new Date(at.getTime() - replacedForMs);
      const listed = await bulletin.inForceOrSince({ country, at, since });
      const text = voice.capIndex({ ...listed, country, now: beginningOfDay(at) });
      return { text, changedAt: listed.changedAt };
    },
  };
}

export function levels({ bulletin, voice }: FeedKindDeps): FeedKind {
  return {
    path: paths.levels,
    type: 'application/geo+json',
    runsOut: true,
    isSpoken: true,
    async make({ country, language, at }) {
      const { outlines, changedAt } = await bulletin.inForce({ country, at });
      return { text: voice.levels({ outlines, language, country }), changedAt };
    },
  };
}

/** A feed without entries has to name a date all the same; with this it is the same text all day, whoever makes it. */
function beginningOfDay(at: Date): Date {
  return new Date(Math.floor(at.getTime() / day) * day);
}
