import { z } from 'zod';

import { relationKinds, residentSteps, travellerSteps } from './advisory.ts';
import { placeSchema } from './place.ts';

/** What was read, the sentence it was read in, and how sure the reading is: 1 is what the text says in so many words. */
function found<Value extends z.ZodType>(value: Value) {
  return z.object({ value, evidence: z.string(), confidence: z.number().min(0).max(1) });
}

/**
 * What a text in prose seems to say, for an officer to check. Never a level: those who write prose publish none. What a text
 * does not say is absent.
 */
export const proposalSchema = z
  .object({
    appliesTo: z.array(found(placeSchema)).describe('where the advice holds'),
    eventPlaces: z
      .array(found(placeSchema.and(z.object({ name: z.string() }))))
      .describe('where it happened; nobody is told because of these'),
    eventAt: found(z.iso.date()).optional(),
    issuer: found(z.object({ id: z.string().optional(), name: z.string() })).optional(),
    missions: z.array(
      found(
        z.object({
          id: z.string().optional().describe('in the mission directory'),
          name: z.string(),
          city: z.string(),
          country: z.string().optional(),
        }),
      ),
    ),
    residents: found(z.enum(residentSteps)),
    travellers: found(z.enum(travellerSteps)),
    advice: z
      .array(found(z.enum(['residents', 'travellers'])))
      .describe('each sentence that says what to do, and to whom'),
    whatHappened: found(z.string()).optional(),
    validity: found(z.string()).optional().describe('until when, in the words of the text'),
    relation: found(
      z.object({
        kind: z.enum(relationKinds),
        on: z.iso.date().optional().describe('the date that the text gives of the earlier one'),
      }),
    ),
    phones: z.array(
      found(
        z.object({
          number: z.string().describe('E.164'),
          missionId: z.string().optional().describe('whose number it is in the directory'),
          differs: z.boolean().describe('not in the directory: dial it before it is used'),
        }),
      ),
    ),
    warnings: z.array(z.string()).describe('what an officer should look at first'),
  })
  .meta({ id: 'Proposal' });

export type Proposal = z.infer<typeof proposalSchema>;

/** One thing that was read. */
export interface Found<Value> {
  readonly value: Value;
  readonly evidence: string;
  readonly confidence: number;
}

/** A published advisory of ours that a text may be about. */
export interface Parent {
  readonly advisoryId: string;
  readonly headline: string;
  readonly publishedAt: Date;
}

/** Another draft about the same country that was made within a day. */
export interface Neighbour {
  readonly draftId: string;
  readonly issuer: string;
  readonly headline: string;
  readonly createdAt: Date;
}

interface ProposalOfDraft {
  readonly proposal: Proposal;
  /** The nearest to the date that the text gives first, else the newest. */
  readonly parents: readonly Parent[];
  /** The Ministry and a mission often write about the same thing. */
  readonly sameDay: readonly Neighbour[];
}

export interface Proposals {
  /** What was read in the document that a draft came of; undefined where nothing was. */
  readonly ofDraft: (draftId: string) => Promise<ProposalOfDraft | undefined>;
}
