import { z } from 'zod';

import type { NewDraft } from '#src/advisory/draft.ts';
import { missionIdSchema, missionSchema } from '#src/advisory/mission.ts';
import type { Mission } from '#src/advisory/mission.ts';
import type { Revision } from '#src/advisory/revision.ts';

import type { PageById } from './page.ts';

/** A mission but for its dialling, which is recorded by whoever dials and never typed in. */
export const missionFactsSchema = missionSchema.omit({ verifiedAt: true, verifiedBy: true });
export type MissionFacts = z.infer<typeof missionFactsSchema>;

const reasonSchema = z.string().trim().min(1).max(500);

/** What an officer wants the directory to say. A misspelt key is refused, or what it held would be lost unseen. */
export const wantedSchema = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('put'),
    /** As it is to be, new or edited; `verifiedAt` and `verifiedBy`, as reading it gives them, are not taken. */
    mission: z.strictObject(missionSchema.shape),
    reason: reasonSchema,
  }),
  z.object({
    kind: z.literal('close'),
    id: missionIdSchema,
    servedBy: missionIdSchema,
    since: z.iso.date().optional(),
    reason: reasonSchema,
  }),
  z.object({ kind: z.literal('remove'), id: missionIdSchema, reason: reasonSchema }),
]);
export type Wanted = z.infer<typeof wantedSchema>;

export const missionChangeStates = ['open', 'accepted', 'rejected', 'withdrawn'] as const;
type MissionChangeState = (typeof missionChangeStates)[number];

/** A change of the directory that one officer proposed, and what another one made of it. */
export interface MissionChange extends Edit {
  readonly id: number;
  readonly missionId: string;
  readonly proposedBy: string;
  readonly proposedAt: Date;
  readonly reason: string;
  readonly state: MissionChangeState;
  /** Undefined while it is open. */
  readonly decided: Decided | undefined;
}

export interface Edit {
  /** What the directory said when it was proposed; undefined for a mission that is new. */
  readonly before: MissionFacts | undefined;
  /** What it is to say; undefined for a mission that is to be removed. */
  readonly after: MissionFacts | undefined;
}

interface Decided {
  readonly by: string;
  readonly at: Date;
  readonly reason: string | undefined;
}

/** What a change is judged on, held still while it is. */
export interface Circumstances {
  readonly missions: readonly Mission[];
  /** The latest revision of every advisory in force. */
  readonly inForce: readonly Revision[];
}

export interface NewMissionChange extends Edit {
  readonly missionId: string;
  readonly proposedBy: string;
  readonly at: Date;
  readonly reason: string;
}

export type Settlement = Decided &
  (
    | { readonly state: 'rejected' | 'withdrawn' }
    | {
        readonly state: 'accepted';
        /** Undefined when it is removed. */
        readonly mission: Mission | undefined;
        readonly corrections: readonly Correction[];
      }
  );

/** A draft that corrects an advisory, unless one that was made on the same occasion is open already. */
export interface Correction {
  readonly occasion: string;
  readonly draft: NewDraft & { readonly advisoryId: string };
}

export interface Settled {
  readonly change: MissionChange;
  /** Ids of the drafts that were made. */
  readonly drafts: readonly string[];
}

/** What the use case needs from storage. */
export interface MissionChanges {
  /** Newest first. */
  readonly list: (state: MissionChangeState, page?: PageById) => Promise<readonly MissionChange[]>;
  readonly find: (id: number) => Promise<MissionChange | undefined>;
  readonly propose: (change: NewMissionChange) => Promise<MissionChange>;
  /**
   * Holds the directory still, asks `decide` and saves what it says, all or nothing; what it throws leaves everything as it
   * was. `look` reads the directory and what is in force, and from there on nothing is published: only who needs it looks.
   * Undefined where there is no such change.
   */
  readonly settle: (
    id: number,
    decide: (
      change: MissionChange,
      look: () => Promise<Circumstances>,
    ) => Settlement | Promise<Settlement>,
  ) => Promise<Settled | undefined>;
  /** Undefined where there is no such mission. */
  readonly dialled: (id: string, by: string, at: Date) => Promise<Mission | undefined>;
}

export function factsOf({ verifiedAt: _at, verifiedBy: _by, ...facts }: Mission): MissionFacts {
  return facts;
}
