import { z } from 'zod';

import { capTypes } from './event-type.ts';
import { filterSchema } from './filter.ts';
import type { Filter } from './filter.ts';

/** Somebody who is mailed when an endpoint fails, or leaves an emergency unacknowledged. */
export const contactSchema = z.strictObject({
  name: z.string().trim().min(1).max(120).optional(),
  email: z.email().max(254),
});
export type Contact = z.infer<typeof contactSchema>;

export const endpointKinds = ['webhook', 'mail'] as const;
/** Our JSON, or CAP 1.2 as XML. */
export const endpointFormats = ['json', 'cap'] as const;
/** Everything that is said, or a reference to where it stands. */
export const endpointDetails = ['full', 'thin'] as const;
export type EndpointKind = (typeof endpointKinds)[number];
export type EndpointFormat = (typeof endpointFormats)[number];
export type EndpointDetail = (typeof endpointDetails)[number];

const url = z.url({
  protocol: /^https?$/,
  error: 'expected an address such as https://receiver.example.org/hook',
});

const settings = {
  name: z.string().trim().min(1).max(120),
  format: z.enum(endpointFormats).default('json'),
  detail: z.enum(endpointDetails).default('full'),
  filter: filterSchema.default({}),
};
const contacts = z.array(contactSchema).max(10);

interface Sayable {
  readonly format?: EndpointFormat | undefined;
  readonly filter?: Filter | undefined;
}

/** CAP has alerts and tests: of what is approved, of progress and of being disabled it has no message. */
export function isSayable({ format, filter }: Sayable): boolean {
  return format !== 'cap' || (filter?.types ?? capTypes).every((type) => capTypes.includes(type));
}
const notSayable = {
  path: ['filter', 'types'],
  error: `expected types that can be said in CAP (${capTypes.join(', ')}), or the format json`,
};

/** What an embassy gives to be told. Whether an address may be reached is asked of the guarded door. */
export const newEndpointSchema = z
  .discriminatedUnion('kind', [
    z.strictObject({
      kind: z.literal('webhook'),
      ...settings,
      url,
      /** Mailed in this order. */
      contacts: contacts.default([]),
    }),
    z.strictObject({
      kind: z.literal('mail'),
      ...settings,
      /** The first is the duty mailbox that is told; the others are mailed in this order when it does not answer. */
      contacts: contacts.min(1, 'expected the duty mailbox'),
    }),
  ])
  .refine(isSayable, notSayable);
export type NewEndpoint = z.infer<typeof newEndpointSchema>;

/** Only what is named changes. A new address must be verified anew. */
export const endpointChangeSchema = z
  .strictObject({
    name: settings.name.optional(),
    url: url.optional(),
    format: z.enum(endpointFormats).optional(),
    detail: z.enum(endpointDetails).optional(),
    filter: filterSchema.optional(),
    contacts: contacts.optional(),
  })
  .refine(isSayable, notSayable);
export type EndpointChange = z.infer<typeof endpointChangeSchema>;

/** `unverified` has not answered the challenge yet; only what is `active` is told. */
export const endpointStates = ['unverified', 'active', 'paused', 'disabled'] as const;
type EndpointState = (typeof endpointStates)[number];

/** Who stops and resumes an endpoint. What an officer has stopped it cannot resume itself, nor put another reason there. */
export type Mover = 'officer' | 'itself';

/** One of the keys that sign; all that have not ended do. */
export interface SigningKey {
  readonly scheme: 'v1' | 'v1a';
  /** `whpk_…` of v1a. The other half, and v1's secret, are shown to nobody again. */
  readonly publicKey: string | undefined;
  readonly createdAt: Date;
  readonly endsAt: Date | undefined;
}

/** A fresh key with its secret half. */
export interface NewKey extends Pick<SigningKey, 'scheme' | 'publicKey'> {
  readonly secret: string;
}

/** An embassy’s system, or its duty mailbox. */
export interface Endpoint {
  readonly id: string;
  readonly kind: EndpointKind;
  readonly name: string;
  /** Undefined of kind `mail`. */
  readonly url: string | undefined;
  readonly format: EndpointFormat;
  readonly detail: EndpointDetail;
  readonly filter: Filter;
  readonly contacts: readonly Contact[];
  readonly state: EndpointState;
  /** Why it is not active. */
  readonly reason: string | undefined;
  readonly createdAt: Date;
  readonly verifiedAt: Date | undefined;
  /** Calls in a row that failed, and since when. */
  readonly failures: number;
  readonly failingSince: Date | undefined;
  /** What the latest call that failed came to; undefined of one that is not failing. */
  readonly failingReason: string | undefined;
  /** Of the latest event it was to be told; they are numbered from 1 without a gap. */
  readonly lastSequence: number;
  readonly keys: readonly SigningKey[];
}

export interface Endpoints {
  readonly list: () => Promise<readonly Endpoint[]>;
  readonly find: (id: string) => Promise<Endpoint | undefined>;
  /** Unverified at first. The secret is shown this once. */
  readonly register: (
    endpoint: NewEndpoint,
    by: string,
  ) => Promise<{ readonly endpoint: Endpoint; readonly secret: string }>;
  readonly change: (
    id: string,
    change: EndpointChange,
    by: string,
  ) => Promise<Endpoint | undefined>;
  /** It has answered the challenge, or its mailbox has; undefined when it had before. What is paused or disabled stays so. Nothing when it is not at the address `at` any more. */
  readonly verified: (id: string, by: string, at?: string) => Promise<Endpoint | undefined>;
  /** What is owed to a paused endpoint waits. Undefined when it was never verified, or is disabled. */
  readonly pause: (id: string, by: string, mover?: Mover) => Promise<Endpoint | undefined>;
  /** Also brings back one that was disabled because it failed too long; undefined when it was never verified. */
  readonly resume: (id: string, by: string, mover?: Mover) => Promise<Endpoint | undefined>;
  /** What it would be told is withheld, and stays to be fetched. */
  readonly disable: (id: string, reason: string, by: string) => Promise<Endpoint | undefined>;
  /** New keys of both schemes. The old ones sign too until the overlap is over. */
  readonly rotate: (
    id: string,
    overlapHours: number,
    by: string,
  ) => Promise<{ readonly endpoint: Endpoint; readonly secret: string } | undefined>;
  /** For good. False when there is no such endpoint. */
  readonly remove: (id: string, by: string) => Promise<boolean>;
}
