import { sql } from 'kysely';

import type { Content } from '#src/advisory/advisory.ts';
import type { Lane } from '#src/advisory/lane.ts';
import { revisionTypeOf } from '#src/endpoints/revision-type.ts';

import type { Tx } from './database.ts';
import { planEvent } from './plan-event.ts';

/** Endpoints are few: their calls are written with the publication, so that who was eligible is exact. */
export async function planCalls(
  tx: Tx,
  {
    publicationId,
    advisoryId,
    revision,
    content,
    lane,
  }: {
    readonly publicationId: number;
    readonly advisoryId: string;
    readonly revision: number;
    readonly content: Content;
    readonly lane: Lane;
  },
): Promise<void> {
  const type = revisionTypeOf({ number: revision, content });
  const { endpoints } = await planEvent(tx, {
    type,
    lane,
    publicationId,
    content,
    follows: advisoryId,
  });
  await sql`update publications set endpoints_eligible = ${endpoints.length} where id = ${publicationId}`.execute(
    tx,
  );
}
