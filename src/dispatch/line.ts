import type { Lane } from '#src/advisory/lane.ts';
import type { EndpointDetail, EndpointFormat, EndpointKind } from '#src/endpoints/endpoint.ts';
import type { EventType } from '#src/endpoints/event-type.ts';

/** One endpoint and one event. Rounds after the first are replays. */
export interface CallKey {
  readonly endpointId: number;
  readonly sequence: number;
  readonly round: number;
}

/** The call that is next on a line. */
export interface NextCall extends CallKey {
  /** Of the table; its payload is composed once and kept there. */
  readonly eventRow: number;
  readonly eventId: string;
  readonly type: EventType;
  readonly lane: Lane;
  readonly publicationId: number | undefined;
  /** Attempts that were made before this one. */
  readonly attempts: number;
}

/** An endpoint that one worker holds: its calls leave one after the other, in order, under this fence only. */
export interface HeldLine {
  readonly endpointId: number;
  readonly endpoint: string;
  readonly kind: EndpointKind;
  /** Undefined of kind `mail`. */
  readonly url: string | undefined;
  readonly format: EndpointFormat;
  readonly detail: EndpointDetail;
  readonly fence: number;
  /** Calls in a row that failed before. */
  readonly failures: number;
  readonly next: NextCall;
}
