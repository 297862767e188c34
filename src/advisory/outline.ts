import type { Content } from './advisory.ts';
import type { Revision } from './revision.ts';

/** A revision without its prose: enough to list it, of very many at once. */
export interface Outline extends Omit<Revision, 'content' | 'saidBefore'> {
  readonly content: Omit<Content, 'words' | 'withdrawal' | 'provenance'>;
  /** In the language of the issuer's text. */
  readonly headline: string;
}

export interface Outlines {
  /** Newest first. */
  readonly outlines: readonly Outline[];
  /** When this last changed: something was published, or ran out. */
  readonly changedAt: Date | undefined;
}

/** A published revision and what it refers to. */
export interface Message {
  readonly revision: Revision;
  /** Those of its advisory before it, and those published before it of the advisories that it continues. */
  readonly earlier: readonly Pick<Revision, 'advisoryId' | 'number' | 'publishedAt'>[];
}

interface Asked {
  readonly country?: string | undefined;
  readonly at: Date;
}

/** What public feeds hand out of published advisories. None of it is an exercise or a test. */
export interface Bulletin {
  /** Another one after every publication. */
  readonly version: () => Promise<string>;
  /** The latest revision of every advisory in force. */
  readonly inForce: (asked: Asked) => Promise<Outlines>;
  /** The same, and every revision published since a moment: those that ended or replaced something among them. */
  readonly inForceOrSince: (asked: Asked & { readonly since: Date }) => Promise<Outlines>;
  readonly message: (advisoryId: string, number: number) => Promise<Message | undefined>;
}
