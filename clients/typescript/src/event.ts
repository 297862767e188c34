import type { EventData } from './events.ts';
import { VerificationError } from './verification-error.ts';

type Told<Type extends keyof EventData> = {
  readonly [T in Type]: {
    /** `evt_…`: the same in every attempt and replay, and in the log of events. */
    readonly id: string;
    readonly type: T;
    /** ISO 8601. */
    readonly timestamp: string;
    /** Of this endpoint, from 1 without gaps: who has all up to here has missed nothing. */
    readonly sequence: number;
    readonly data: EventData[T];
  };
}[Type];

/** Something the endpoint is told of; `type` says what `data` holds. Pass over types you do not know: there will be more. */
export type Event = Told<keyof EventData>;

/** Asks whether this receiver wants to be told at all: answer 200 with the challenge in the body. */
export interface Verification {
  readonly id: string;
  readonly type: 'endpoint.verification';
  readonly timestamp: string;
  readonly data: { readonly endpoint: string; readonly challenge: string };
}

export type ReceivedEvent = Event | Verification;

/** A body that was verified, as the event that it says. */
export function eventIn(id: string, body: string): ReceivedEvent {
  const value = jsonOf(body);
  if (isVerification(value)) return { ...value, id };
  const event: unknown = { ...objectOf(value), id, sequence: sequenceIn(value) };
  if (isEvent(event)) return event;
  throw new VerificationError(
    'not-an-event',
    'expected a body of { type, timestamp, data } with data.sequence; use verifySignature for other formats',
  );
}

/** Types that this version does not know pass as well: their data is not looked into. */
export function isEvent(value: unknown): value is Event {
  const { id, sequence } = objectOf(value);
  return typeof id === 'string' && Number.isSafeInteger(sequence) && dataOf(value) !== undefined;
}

function sequenceIn(value: unknown): unknown {
  return objectOf(dataOf(value))['sequence'];
}

function objectOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? { ...value } : {};
}

function isVerification(value: unknown): value is Verification {
  const { type } = objectOf(value);
  const { endpoint, challenge } = objectOf(dataOf(value));
  return (
    type === 'endpoint.verification' &&
    typeof endpoint === 'string' &&
    typeof challenge === 'string'
  );
}

/** Of `{ type, timestamp, data }`; undefined for anything else. */
function dataOf(value: unknown): object | undefined {
  const { type, timestamp, data } = objectOf(value);
  if (typeof type !== 'string' || typeof timestamp !== 'string') return undefined;
  return typeof data === 'object' && data !== null ? data : undefined;
}

function jsonOf(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return undefined; // which is no event
  }
}
