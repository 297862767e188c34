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
  /** When we heard it. */
  readonly seenAt: Date;
  /** It was read in prose, and is a proposal: it never goes out by itself. */
  readonly isProse: boolean;
  readonly doubts: readonly Misgiving[];
}

/** What a dialect finds odd in what its source says, whatever changed. The wording is for officers. */
export interface Misgiving {
  /** A stable code, as the dialects name them. */
  readonly rule: string;
  readonly wording: string;
}

/** What may become of an advisory event, always with the rule that says so. */
export interface Verdict {
  readonly kind: 'publish' | 'review' | 'ignore';
  readonly reason: string;
}

/** What is known of a source's advisory before an event is judged. */
export interface SourceHistory {
  /** The source's last word on this advisory, whether published or not. */
  readonly previous: Content | undefined;
  readonly previousChangedAt: Date | undefined;
  /** It had vanished when it was last looked. */
  readonly hadVanished: boolean;
  /**
   * What people were told last, or an officer has seen: `previous`, unless that waits for an officer. Undefined when nothing
   * that the source said of it has got so far.
   */
  readonly standing: Content | undefined;
  /** People have been told that it is over, and of what the source lists since nothing has come before them or an officer. */
  readonly hasEnded?: boolean;
  /** What the source said shortly before its last word: who says such a thing again flaps. */
  readonly recent: readonly Content[];
  /** True until a first poll of this source has been judged: everything is new then, and nothing is news. */
  readonly firstSight: boolean;
  /** May the source publish by itself, does it need a review, or is it only a signal to officers? */
  readonly mode: 'publish' | 'review' | 'signal';
  /** Countries that changed or vanished in the same poll, and how many the source has. */
  readonly changedInPoll: number;
  readonly countriesOfSource: number;
  /** An officer has let it out of a storm: that it was one holds it no more. */
  readonly isOutOfStorm?: boolean;
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

/** What was decided on an event, with all that somebody needs to understand it later. */
export interface Decision {
  /** Against the source's last word … */
  readonly change: Change;
  /** … and against what stands for people. */
  readonly told: Change;
  readonly verdict: Verdict;
  /** Every rule that holds it, the verdict's reason first. */
  readonly rules: readonly string[];
  /** One plain sentence for an officer. */
  readonly wording: string;
  /** What else was looked at. */
  readonly looked: Looked;
  /** What would go out: the event's content with a note on what is different. */
  readonly content: Content | undefined;
}

interface Looked {
  readonly mode: SourceHistory['mode'];
  readonly changedInPoll: number;
  readonly countriesOfSource: number;
  readonly sourceChangedAt: Date | undefined;
  readonly previousChangedAt: Date | undefined;
  readonly doubts: readonly Misgiving[];
  /** The figures that the rules went by then. */
  readonly figures: Readonly<Record<string, number>>;
}

export interface Judgement {
  readonly event: AdvisoryEvent;
  readonly decision: Decision;
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
