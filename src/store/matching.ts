import { sql } from 'kysely';
import type { RawBuilder } from 'kysely';

import type { Content } from '#src/advisory/advisory.ts';
import { categoriesOf } from '#src/advisory/category.ts';
import type { ChangeKind } from '#src/advisory/change.ts';
import { isEnding } from '#src/advisory/ending.ts';
import type { Lane } from '#src/advisory/lane.ts';
import type { Keyring } from '#src/keyring/keyring.ts';
import {
  advisesResidents,
  canWaitForDigest,
  labelsOfCategories,
  reachOf,
} from '#src/subscription/match.ts';

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

/**
 * The interests that a revision reaches, as `r` and `i`, read label by label ("offset 0"): the planner takes each label for
 * one that a good part of all people follow, and would rather read every interest there is than look ten up.
 */
export function reachedInterests(
  matched: Matched,
  keyring: Pick<Keyring, 'interest'>,
  among: (id: string) => RawBuilder<unknown> = () => sql`true`,
) {
  return sql`${reach(matched, keyring)} cross join lateral (
    select * from interests n where n.label = r.label and ${among('n.address_id')} offset 0) i`;
}

/** What matching asks of a revision, as SQL: values of one revision, or columns of many. */
export interface Facts {
  readonly isEmergency: RawBuilder<unknown>;
  readonly change: RawBuilder<unknown>;
  /** Keyed tokens; none is an advisory that nobody can choose by. */
  readonly categories: RawBuilder<unknown>;
  readonly isForResidents: RawBuilder<unknown>;
}

/** The fast twin of `concerns`, on rows `i` of interests and `r` of reach. */
export function isConcerned({ isEmergency, change, categories, isForResidents }: Facts) {
  return sql`(${isEmergency} or (
    (r.level is null or r.level >= i.threshold or (${isForResidents} and i.residence))
    and ${change} = any(i.kinds)
    and (i.categories = '{}' or ${categories} = '{}' or i.categories && ${categories})))`;
}

/** The fast twin of `isActive`, on rows `i`. */
export function isActiveAt(moment: RawBuilder<unknown>) {
  return sql`(i.active_from <= ${moment} and i.active_until > ${moment})`;
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
  return sql`${goesAtOnce} and ${isActiveAt(at)} and ${isConcerned(factsOf(matched, keyring))}`;
}

function factsOf({ content, change, lane }: Matched, keyring: Pick<Keyring, 'interest'>): Facts {
  return {
    isEmergency: sql`${lane === 'emergency'}::boolean`,
    change: sql`${change}::text`,
    categories: sql`${tokensOfCategories(content, keyring)}::bytea[]`,
    isForResidents: sql`${advisesResidents(content)}::boolean`,
  };
}

export function tokensOfCategories(
  content: Matched['content'],
  keyring: Pick<Keyring, 'interest'>,
): readonly Buffer[] {
  return labelsOfCategories(categoriesOf(content)).map((label) => keyring.interest(label));
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

/**
 * Hears of it in a digest, and not at once: knows the advisory from digests and notes of what is in force alone (`briefed`),
 * and reads digests at that moment. The fast twin of what `canWaitForDigest` says.
 */
export function waitsForDigest(
  matched: Matched,
  reader: {
    readonly addressId: RawBuilder<unknown>;
    readonly briefed: RawBuilder<unknown>;
    readonly at: RawBuilder<unknown>;
  },
) {
  if (!canWaitForDigest(matched)) return sql`false`;
  const { addressId, briefed, at } = reader;
  return sql`(${briefed} and exists (
    select from subscriptions w where w.address_id = ${addressId} and w.rhythm <> 'message' and ${isValidAt('w', at)}))`;
}
