import { createHash } from 'node:crypto';

import { counted } from './counting.ts';
import type { Lists, Person } from './list.ts';

/** So many people fit into one call, and into one transaction. */
export const mostInvited = 2_000;

export interface Inviting {
  readonly organisation: string;
  readonly by: string;
  readonly people: readonly Person[];
  readonly perMinute: number;
}

/** Invites everybody who may be asked; gives the list's number. Said again word for word, it goes on or is done already. */
export async function invite(
  lists: Pick<Lists, 'standing' | 'begin' | 'prepare' | 'mail'>,
  { people, ...inviting }: Inviting,
): Promise<number> {
  const said = JSON.stringify([inviting.organisation, people]);
  const fileHash = createHash('sha256').update(said).digest();
  const standing = await lists.standing({ kind: 'invitation', fileHash });
  if (standing.kind === 'finished') return standing.id;
  const list = await lists.begin({
    ...inviting,
    kind: 'invitation',
    fileHash,
    basis: undefined,
    again: true, // who was asked already is not asked twice
  });
  if (list.rowsDone === 0) {
    await lists.prepare(
      list,
      people,
    )({
      from: 0,
      size: people.length,
      settle: async (decided) => ({
        rejectedBytes: 0,
        counts: counted(list.counts, { people, ...decided, wrong: 0 }),
      }),
    });
  }
  await lists.mail(list, () => {});
  return list.id;
}
