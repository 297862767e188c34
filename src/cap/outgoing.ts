import type { Category } from '#src/advisory/category.ts';

/** A CAP 1.2 message as it is written: what a message of ours has, in the order of the schema. */
export interface OutgoingAlert extends OutgoingReference {
  readonly status: 'Actual' | 'Exercise' | 'Test';
  readonly msgType: 'Alert' | 'Update' | 'Cancel';
  /** Says of an exercise or a test that it is one. */
  readonly note?: string | undefined;
  readonly references: readonly OutgoingReference[];
  /** What all messages of one advisory have in common. */
  readonly incidents: string;
  readonly info: readonly OutgoingInfo[];
}

/** The three by which a CAP message is known. */
export interface OutgoingReference {
  readonly sender: string;
  readonly identifier: string;
  readonly sent: Date;
}

export interface OutgoingInfo extends Rating {
  readonly language: string;
  readonly event: string;
  readonly effective?: Date | undefined;
  readonly onset?: Date | undefined;
  readonly expires?: Date | undefined;
  readonly senderName: string;
  readonly headline: string;
  readonly description: string;
  readonly instruction: string;
  readonly web: string;
  readonly contact: string;
  readonly parameters: readonly NamedValue[];
  readonly areas: readonly OutgoingArea[];
}

/** What programs sort and filter by. */
export interface Rating {
  readonly categories: readonly Category[];
  readonly responseTypes: readonly ResponseType[];
  readonly urgency: 'Immediate' | 'Expected' | 'Future' | 'Past' | 'Unknown';
  readonly severity: Severity;
  readonly certainty: 'Observed' | 'Likely' | 'Unknown';
}

export type ResponseType =
  | 'Shelter'
  | 'Evacuate'
  | 'Prepare'
  | 'Avoid'
  | 'Monitor'
  | 'AllClear'
  | 'None';
export type Severity = 'Extreme' | 'Severe' | 'Moderate' | 'Minor' | 'Unknown';

export interface NamedValue {
  readonly name: string;
  readonly value: string;
}

interface OutgoingArea {
  readonly description: string;
  readonly geocode: NamedValue;
}
