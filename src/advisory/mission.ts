import { z } from 'zod';

import { languageSchema } from './advisory.ts';
import { countrySchema } from './place.ts';

/** A telephone number as dialled from abroad, ITU-T E.164 with the plus. */
const phoneSchema = z.object({
  number: z.string().regex(/^\+[1-9]\d{5,14}$/, 'expected an E.164 number such as +22320235420'),
  /** What it is for: `emergency` stands first wherever it is shown. */
  use: z.enum(['emergency', 'office', 'messenger']),
});

export const missionIdSchema = z
  .string()
  .regex(/^[a-z0-9-]{2,60}$/, 'expected small letters, digits and hyphens: in-embassy-bamako');

/** A closed mission answers no calls: readers are shown the numbers of the one that serves in its place. */
const closedSchema = z.object({ since: z.iso.date().optional(), servedBy: missionIdSchema });

/** An embassy, consulate or crisis room in the verified directory. Alerts refer to it by id; numbers never come from a text. */
export const missionSchema = z.object({
  id: missionIdSchema,
  /** Where it stands; countries it also serves are in `serves`. */
  country: countrySchema,
  serves: z.array(countrySchema).default([]),
  name: z.record(languageSchema, z.string().min(1)),
  city: z.record(languageSchema, z.string().min(1)),
  phones: z.array(phoneSchema).max(10),
  email: z.email().optional(),
  hours: z.string().max(200).optional(),
  closed: closedSchema.optional(),
  /** When somebody last dialled the numbers, and who that was. */
  verifiedAt: z.iso.datetime({ offset: true }).optional(),
  verifiedBy: z.string().max(60).optional(),
});
export type Mission = z.infer<typeof missionSchema>;

/** The missions that help in a country: those that stand there, then those that serve it from elsewhere. */
export function missionsFor(directory: readonly Mission[], country: string): readonly Mission[] {
  return [
    ...directory.filter((mission) => mission.country === country),
    ...directory.filter(
      (mission) => mission.country !== country && mission.serves.includes(country),
    ),
  ];
}

export interface Missions {
  readonly list: () => Promise<readonly Mission[]>;
  /** In the order asked for, then those that serve in the place of closed ones; what the directory does not hold is left out. */
  readonly find: (ids: readonly string[]) => Promise<readonly Mission[]>;
}

/** Who answers those that look for a mission: itself, or the one that serves in its place; undefined when `directory` lacks that one. */
export function whoAnswersFor(
  mission: Mission,
  directory: readonly Mission[],
): Mission | undefined {
  const { closed } = mission;
  return closed === undefined ? mission : directory.find(({ id }) => id === closed.servedBy);
}

/** Missions that are there to be called and whose numbers nobody has dialled since `limit`. */
export function undialled(directory: readonly Mission[], limit: Date): readonly Mission[] {
  return directory.filter(
    ({ closed, phones, verifiedAt }) =>
      closed === undefined &&
      phones.length > 0 &&
      (verifiedAt === undefined || new Date(verifiedAt) < limit),
  );
}
