import { z } from 'zod';

import { missionSchema } from '#src/advisory/mission.ts';
import type { Mission } from '#src/advisory/mission.ts';
import { timeOf } from '#src/commands/command-line.ts';
import { missionFactsSchema } from '#src/officers/mission-change.ts';
import type { MissionFacts } from '#src/officers/mission-change.ts';

/** What the commands show of the API's answers about missions. */
export const missionsSchema = z.object({ missions: z.array(missionSchema) });

export const missionChangeSchema = z.object({
  id: z.number(),
  missionId: z.string(),
  before: missionFactsSchema.optional(),
  after: missionFactsSchema.optional(),
  proposedBy: z.string(),
  proposedAt: z.coerce.date(),
  reason: z.string(),
  state: z.string(),
  decided: z
    .object({ by: z.string(), at: z.coerce.date(), reason: z.string().optional() })
    .optional(),
});
type ShownChange = z.infer<typeof missionChangeSchema>;

export const missionChangesSchema = z.object({ changes: z.array(missionChangeSchema) });
export const acceptedSchema = missionChangeSchema.extend({ drafts: z.array(z.string()) });

/** One row in a list of missions. */
export function missionRow(mission: Mission): readonly string[] {
  const { id, country, phones, closed, verifiedAt } = mission;
  const numbers = phones.map(({ number }) => number).join(' ');
  return [
    id,
    country,
    nameOf(mission),
    closed === undefined ? numbers : `closed, served by ${closed.servedBy}`,
    verifiedAt === undefined ? 'never dialled' : `dialled ${timeOf(new Date(verifiedAt))}`,
  ];
}

export function describeMission(mission: Mission): string {
  const { id, verifiedAt, verifiedBy } = mission;
  const dialled =
    verifiedAt === undefined
      ? 'never'
      : `${timeOf(new Date(verifiedAt))}${verifiedBy === undefined ? '' : ` by ${verifiedBy}`}`;
  const facts = [['Mission', id], ...factsIn(mission), ['Last dialled', dialled]] as const;
  return facts.map(([label, text]) => `${label.padEnd(labelWidth)} ${text}`).join('\n');
}

/** What the directory says and what it is to say, line by line; what stays as it is is left out. */
export function describeChange(change: ShownChange): string {
  const { id, missionId, state, proposedBy, proposedAt, reason, decided } = change;
  return [
    `Change ${id} of mission ${missionId}: ${state}`,
    `${whatItDoes(change)}, proposed by ${proposedBy}, ${timeOf(proposedAt)}: ${reason}`,
    ...(decided === undefined ? [] : [decisionLine(state, decided)]),
    ...differences(change),
  ].join('\n');
}

function whatItDoes({ before, after }: ShownChange): string {
  if (before === undefined) return 'A mission that is new';
  return after === undefined ? 'To be removed' : 'An edit';
}

function decisionLine(
  state: string,
  { by, at, reason }: NonNullable<ShownChange['decided']>,
): string {
  const words = `${state[0]?.toUpperCase() ?? ''}${state.slice(1)} by ${by}, ${timeOf(at)}`;
  return reason === undefined ? words : `${words}: ${reason}`;
}

function differences({ before, after }: ShownChange): readonly string[] {
  const [said, wanted] = [new Map(factsIn(before)), new Map(factsIn(after))];
  return [...new Set([...said.keys(), ...wanted.keys()])]
    .filter((label) => said.get(label) !== wanted.get(label))
    .map(
      (label) =>
        `  ${label.padEnd(labelWidth)} ${said.get(label) ?? '-'} → ${wanted.get(label) ?? '-'}`,
    );
}

const labelWidth = 17;

/** In plain words, in the order of reading; what a mission has not is not said. */
function factsIn(mission: MissionFacts | undefined): readonly (readonly [string, string])[] {
  if (mission === undefined) return [];
  const { country, serves, name, city, phones, email, hours, closed } = mission;
  const numbers = (['emergency', 'office', 'messenger'] as const).map((use) => [
    `${use[0]?.toUpperCase() ?? ''}${use.slice(1)}`,
    phones
      .filter((phone) => phone.use === use)
      .map(({ number }) => number)
      .join(', '),
  ]);
  const facts = [
    ['Country', country],
    ['Serves too', serves.join(', ')],
    ...inLanguages('Name', name),
    ...inLanguages('City', city),
    ...numbers,
    ['E-mail', email],
    ['Hours', hours],
    ['Closed', closed && ['yes', closed.since].filter(Boolean).join(', since ')],
    ['Served by', closed?.servedBy],
  ];
  return facts.flatMap(([label = '', text = '']) => (text === '' ? [] : [[label, text] as const]));
}

function inLanguages(label: string, texts: Readonly<Record<string, string>>) {
  return Object.entries(texts).map(([language, text]) => [`${label} (${language})`, text]);
}

function nameOf({ id, name }: Mission): string {
  return name['en'] ?? Object.values(name)[0] ?? id;
}
