import type { Content } from './advisory.ts';
import type { Change } from './change.ts';

/** What the ingest worker puts on the queue by its id: "this source now says this about that". */
export interface AdvisoryEvent {
  readonly id: number;
  readonly sourceId: string;
  /** The source's stable key of the advisory: never a guid or a link, those move. */
  readonly key: string;
  readonly reportId: number | undefined;
  /** Undefined when the source no longer lists it. */
  readonly content: Content | undefined;
  /** When the source says it last changed it. */
  readonly sourceChangedAt: Date | undefined;
}

/** What may become of an advisory event, always with the reason. */
export type Verdict =
  | { readonly kind: 'publish'; readonly reason: string }
  | { readonly kind: 'review'; readonly reason: string }
  | { readonly kind: 'ignore'; readonly reason: string };

/** What is known of a source's advisory before an event is judged. */
export interface SourceHistory {
  /** The source's last word on this advisory, whether published or not. */
  readonly previous: Content | undefined;
  readonly previousChangedAt: Date | undefined;
  /** True until a first poll of this source has been judged: everything is new then, and nothing is news. */
  readonly firstSight: boolean;
  /** May the source publish by itself, does it need a review, or is it only a signal to officers? */
  readonly mode: 'publish' | 'review' | 'signal';
  /** Countries that changed or vanished in the same poll, and how many the source has. */
  readonly changedInPoll: number;
  readonly countriesOfSource: number;
}

/** What intake needs from storage. All are safe to repeat: an event is judged once. */
export interface AdvisoryEvents {
  /** The event with its history, or undefined when it has been judged already. */
  readonly unjudged: (
    id: number,
  ) => Promise<
    { readonly event: AdvisoryEvent; readonly history: Omit<SourceHistory, 'mode'> } | undefined
  >;
  /** Records the verdict and, unless it is ignored, the draft that it makes; both or neither. Gives the draft's id. */
  readonly judge: (judgement: Judgement) => Promise<string | undefined>;
  /** Runs work about an event while no other event of the same source and key is worked on. */
  readonly oneByOne: (id: number, work: () => Promise<void>) => Promise<void>;
  /**
   * The draft of an event that was judged `publish` and is still open: a worker died between the verdict and the
   * publication, or this was refused. The sweep wakes such events too.
   */
  readonly unpublished: (id: number) => Promise<Judged | undefined>;
  /** Turns the verdict `publish` into `review`. */
  readonly hold: (id: number, reason: string) => Promise<void>;
}

export interface Judgement {
  readonly event: AdvisoryEvent;
  readonly change: Change;
  readonly verdict: Verdict;
  readonly at: Date;
}

/** The open draft of an event that was judged `publish`, and what has become of it since. */
export interface Judged {
  readonly draftId: string;
  readonly sourceId: string;
  /** What the draft said when it was judged. */
  readonly hash: string;
  /** False once somebody else has written in it. */
  readonly isAsJudged: boolean;
  /** False once the source has said something newer about the same advisory. */
  readonly isNewest: boolean;
}
