import type { Issuer } from '#config/issuer.ts';

import type { Phrases } from './phrases-schema.ts';
import { createTongue } from './tongue.ts';
import type { Tongue } from './tongue.ts';

/** Who speaks, in which languages, and where it can be read. */
export interface House {
  readonly issuer: Issuer;
  /** What becomes of replies; undefined where nobody has said it, and then nothing is claimed. */
  readonly replies: Replies | undefined;
  readonly publicUrl: string;
  /** Host of the public pages: link text names it. */
  readonly host: string;
  readonly issuerName: (language: string) => string;
  readonly advisoryUrl: (advisoryId: string) => string;
  /** The tongue of a language, or the first that the issuer offers when it has none. */
  readonly tongue: (language: string) => Tongue;
  /** In the order of the configuration. */
  readonly tongues: readonly Tongue[];
}

/** People read them; they reach officers on duty; nobody reads them. */
export type Replies = 'read' | 'forwarded' | 'unread';

export interface HouseOptions {
  readonly issuer: Issuer;
  readonly publicUrl: string;
  readonly replies?: Replies | undefined;
}

export function createHouse(
  { issuer, publicUrl, replies }: HouseOptions,
  phrases: ReadonlyMap<string, Phrases>,
): House {
  const root = publicUrl.replace(/\/+$/, '');
  const tongues = [...phrases].map(([language, t]) => createTongue(language, t));
  const [first] = tongues;
  if (first === undefined) throw new Error('expected an issuer with at least one language');
  const byLanguage = new Map(tongues.map((tongue) => [tongue.language, tongue]));
  return {
    issuer,
    replies,
    publicUrl: root,
    host: new URL(root).host,
    issuerName: (language) =>
      issuer.name[language] ??
      issuer.name[first.language] ??
      Object.values(issuer.name)[0] ??
      issuer.id,
    advisoryUrl: (advisoryId) => `${root}/advisories/${encodeURIComponent(advisoryId)}`,
    tongue: (language) => byLanguage.get(language) ?? first,
    tongues,
  };
}
