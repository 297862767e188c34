import { z } from 'zod';

import { countrySchema } from '#src/advisory/place.ts';

/** What an embassy gives to have its system told. Whether its address may be reached is asked of the guarded door. */
export const newEndpointSchema = z.object({
  name: z.string().trim().min(1).max(120),
  url: z.url({
    protocol: /^https?$/,
    error: 'expected an address such as https://receiver.example.org/hook',
  }),
  /** Countries it wants to hear about; every country when left out. */
  countries: z.array(countrySchema).min(1).max(250).optional(),
  /** It is called for exercises and tests too: not every system looks at the status. */
  exercises: z.boolean().default(false),
});
export type NewEndpoint = z.infer<typeof newEndpointSchema>;

export const endpointStates = ['active', 'paused', 'disabled'] as const;
export type EndpointState = (typeof endpointStates)[number];

/** An embassy's system. Its secret is shown once, when it is registered. */
export interface Endpoint {
  readonly id: string;
  readonly name: string;
  readonly url: string;
  readonly countries: readonly string[] | undefined;
  readonly exercises: boolean;
  readonly state: EndpointState;
  /** Why it is not active. */
  readonly reason: string | undefined;
  readonly createdAt: Date;
  /** Since when every attempt has failed. */
  readonly failingSince: Date | undefined;
}

export interface Endpoints {
  readonly list: () => Promise<readonly Endpoint[]>;
  readonly register: (
    endpoint: NewEndpoint,
    by: string,
  ) => Promise<{ readonly endpoint: Endpoint; readonly secret: string }>;
  /** What is owed to a paused endpoint waits. Undefined when there is no such endpoint. */
  readonly pause: (id: string, by: string) => Promise<Endpoint | undefined>;
  /** Also brings back one that was disabled because it failed too long. */
  readonly resume: (id: string, by: string) => Promise<Endpoint | undefined>;
  /** For good. False when there is no such endpoint. */
  readonly remove: (id: string, by: string) => Promise<boolean>;
}
