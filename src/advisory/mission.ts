import { z } from 'zod';

import { languageSchema } from './advisory.ts';
import { countrySchema } from './place.ts';

/** A telephone number as dialled from abroad, ITU-T E.164 with the plus. */
const phoneSchema = z.object({
  number: z.string().regex(/^\+[1-9]\d{5,14}$/, 'expected an E.164 number such as +22320235420'),
  /** What it is for: `emergency` stands first wherever it is shown. */
  use: z.enum(['emergency', 'office', 'messenger']),
});

/** An embassy, consulate or crisis room in the verified directory. Alerts refer to it by id; numbers never come from a text. */
export const missionSchema = z.object({
  id: z.string().regex(/^[a-z0-9-]{2,60}$/),
  /** Where it stands; countries it also serves are in `serves`. */
  country: countrySchema,
  serves: z.array(countrySchema).default([]),
  name: z.record(languageSchema, z.string().min(1)),
  city: z.record(languageSchema, z.string().min(1)),
  phones: z.array(phoneSchema).max(10),
  email: z.email().optional(),
  hours: z.string().max(200).optional(),
  /** When somebody last dialled the numbers. */
  verifiedAt: z.iso.datetime({ offset: true }).optional(),
});
export type Mission = z.infer<typeof missionSchema>;

export interface Missions {
  readonly list: () => Promise<readonly Mission[]>;
  readonly find: (ids: readonly string[]) => Promise<readonly Mission[]>;
}
