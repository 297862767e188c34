import { sql } from 'kysely';
import type { RawBuilder } from 'kysely';

import type { Content } from '#src/advisory/advisory.ts';
import { categoriesOf } from '#src/advisory/category.ts';
import type { ChangeKind } from '#src/advisory/change.ts';
import { isEnding } from '#src/advisory/ending.ts';
import type { Lane } from '#src/advisory/lane.ts';
import type { Keyring } from '#src/keyring/keyring.ts';
import { advisesResidents, labelsOfCategories, reachOf } from '#src/subscription/match.ts';

/** What of a revision decides who hears it. */
export interface Matched {
  readonly content: Pick<Content, 'appliesTo' | 'relation' | 'categories' | 'residents'>;
  readonly change: ChangeKind;
  readonly lane: Lane;
}

/** The labels a revision reaches, as a table `r (label, level)`; a null level passes every threshold. */
export function reach({ content, lane }: Matched, keyring: Pick<Keyring, 'interest'>) {
  const labels = [...reachOf({ content, lane })];
  return sql`unnest(
    ${labels.map(([label]) => keyring.interest(label))}::bytea[], ${labels.map(([, level]) => level)}::smallint[]
  ) as r (label, level)`;
}

/** The fast twin of `concerns`, on rows `i` of interests and `r` of reach. */
export function isConcerned(
  { content, change, lane }: Matched,
  keyring: Pick<Keyring, 'interest'>,
) {
  if (lane === 'emergency') return sql`true`;
  const categories = labelsOfCategories(categoriesOf(content)).map((it) => keyring.interest(it));
  const isChosen =
    categories.length === 0
      ? sql`true`
      : sql`(i.categories = '{}' or i.categories && ${categories}::bytea[])`;
  const isForResidents = advisesResidents(content) ? sql`i.residence` : sql`false`;
  return sql`(r.level is null or r.level >= i.threshold or ${isForResidents}) and ${change} = any(i.kinds) and ${isChosen}`;
}

/** The fast twin of `isToldAtOnce`, on the same rows, but for their validity at that moment. */
export function isToldAtOnce(
  matched: Matched,
  {
    keyring,
    at,
  }: { readonly keyring: Pick<Keyring, 'interest'>; readonly at: RawBuilder<unknown> },
) {
  const goesAtOnce = matched.lane === 'emergency' ? sql`true` : sql`i.rhythm = 'message'`;
  return sql`${goesAtOnce} and i.active_from <= ${at} and i.active_until > ${at} and ${isConcerned(matched, keyring)}`;
}

/** Valid at a moment, on rows of a versioned table with that alias. Moments stay in SQL: a Date loses the microseconds. */
export function isValidAt(alias: string, moment: RawBuilder<unknown>) {
  const [from, until] = [sql.ref(`${alias}.valid_from`), sql.ref(`${alias}.valid_until`)];
  return sql`(${from} <= ${moment} and (${until} is null or ${until} > ${moment}))`;
}

/**
 * May have been told: sent, or begun with an unknown outcome, or claimed when its worker died or while it is sending.
 * On rows of deliveries with alias `d`.
 */
export const mayHaveBeenTold = sql`(d.state = 'sent' or d.possibly_sent or (d.state = 'pending' and d.leased_until is not null))`;

/** A cancel or an all-clear goes to those alerted only; whatever else goes also to whoever matches now. */
export function reachesNewPeople({ content }: Matched): boolean {
  return !isEnding(content);
}
