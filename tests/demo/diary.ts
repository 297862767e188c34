import { z } from 'zod';

import { contentSchema } from '#src/advisory/advisory.ts';
import { changeKinds } from '#src/advisory/change.ts';
import { lanes } from '#src/advisory/lane.ts';
import { concerns } from '#src/subscription/match.ts';
import { wishSchema } from '#src/subscription/subscription.ts';

import { citizens } from './citizens.ts';
import type { Citizen } from './citizens.ts';
import type { ReceivedCall } from './embassy.ts';
import type { AlertMail, ReceivedMail } from './inbox.ts';

/** A revision as the public API tells it. */
export const revisionSchema = z.object({
  number: z.int(),
  state: z.string(),
  change: z.enum(changeKinds),
  lane: z.enum(lanes),
  publishedAt: z.coerce.date(),
  content: contentSchema,
});
export type Revision = z.infer<typeof revisionSchema>;

/** A revision that went out. */
export interface Publication {
  readonly publicationId: number;
  readonly revision: Revision;
  /** How many mails were in the mailbox before it. */
  readonly mailsBefore: number;
  /** What the API says of it when it is over. */
  readonly state: string;
  readonly outcomes: readonly string[];
  /** What the rows say of it when it is over (Q1): how many mails, and whether all is as it must be. */
  readonly ledger: { readonly rows: number; readonly holds: boolean } | undefined;
}

/** Everything that was seen of the story, as far as it came. */
export interface Diary {
  publications: readonly Publication[];
  mails: readonly ReceivedMail[];
  calls: readonly ReceivedCall[];
  advisoryId: string;
  /** Why an officer alone could not publish. */
  aloneRefused: string | undefined;
  /** Who left, and which revision was the next. */
  left: { readonly address: string; readonly before: number } | undefined;
  /** Emergencies that the embassy's system acknowledged. */
  acknowledged: number;
  /** The states of the revisions as everybody reads them in the end, newest first. */
  publicStates: readonly string[];
}

export function openDiary(): Diary {
  return {
    publications: [],
    mails: [],
    calls: [],
    advisoryId: '',
    aloneRefused: undefined,
    left: undefined,
    acknowledged: 0,
    publicStates: [],
  };
}

/** Mail that people can stop is an alert; it belongs to the publication during which it came. */
export function alertsIn({
  mails,
  publications,
}: Pick<Diary, 'mails' | 'publications'>): readonly AlertMail[] {
  return mails.flatMap((mail, index) => {
    if (!mail.isAlert) return [];
    const during = publications.findLast(({ mailsBefore }) => mailsBefore <= index);
    return [{ ...mail, revision: during?.revision.number ?? 0 }];
  });
}

export interface NotTold {
  readonly to: string;
  readonly revision: number;
  readonly why: string;
}

const unexplained = 'unexplained: it was for them';

/** Who heard nothing of a revision, with the reason. */
export function notToldOf(diary: Diary): readonly NotTold[] {
  const told = new Set(alertsIn(diary).map(({ to, revision }) => `${revision} ${to}`));
  return diary.publications.flatMap(({ revision }) =>
    citizens
      .filter(({ address }) => !told.has(`${revision.number} ${address}`))
      .map((citizen) => ({
        to: citizen.address,
        revision: revision.number,
        why: whyNot(diary, citizen, revision),
      })),
  );
}

function whyNot({ left }: Diary, citizen: Citizen, revision: Revision): string {
  if (left?.address === citizen.address && left.before <= revision.number)
    return 'unsubscribed by one click before it was published';
  if (isFor(citizen, revision)) return unexplained;
  const countries = [...new Set(revision.content.appliesTo.map(({ country }) => country))];
  return `follows ${citizen.said}; it applies to ${countries.map(nameOf).join(', ')}`;
}

/** By the function that specifies matching. */
function isFor({ follows, language }: Citizen, revision: Revision): boolean {
  return follows.some((place) =>
    concerns(revision, wishSchema.parse({ places: [place], language })),
  );
}

function nameOf(country: string): string {
  return new Intl.DisplayNames('en', { type: 'region' }).of(country) ?? country;
}
