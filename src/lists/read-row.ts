import { addressSchema } from '#src/subscription/subscription.ts';
import type { Wish } from '#src/subscription/subscription.ts';

import type { Header } from './columns.ts';
import { createWishReader } from './read-wish.ts';
import type { WishReading } from './read-wish.ts';
import { asTyped } from './write-row.ts';

/** A row that says who wants what; or what is wrong with it, in words that name no address. */
type ReadRow =
  | { readonly kind: 'right'; readonly address: string; readonly wish: Wish }
  | { readonly kind: 'wrong'; readonly reasons: readonly string[] };

export interface RowReading extends WishReading {
  readonly header: Header;
}

export type RowReader = (fields: readonly string[]) => ReadRow;

/** Rows of one list mostly wish for the same few things: each wish is read once. */
const wishesRemembered = 2_000;

export function createRowReader({ header, ...reading }: RowReading): RowReader {
  const readWish = createWishReader(reading);
  const known = new Map<string, ReturnType<typeof readWish>>();
  const columns = [...header].filter(([column]) => column !== 'address');

  const wishIn = (fields: readonly string[]) => {
    const cells = new Map(columns.map(([column, at]) => [column, asTyped(fields[at] ?? '')]));
    const key = JSON.stringify([...cells.values()]);
    const wish = known.get(key) ?? readWish((column) => cells.get(column) ?? '');
    if (known.size >= wishesRemembered) known.clear();
    known.set(key, wish);
    return wish;
  };

  return (fields) => {
    const wish = wishIn(fields);
    const address = addressSchema.safeParse(asTyped(fields[header.get('address') ?? -1] ?? ''));
    if (address.success && wish.kind === 'right')
      return { kind: 'right', address: address.data, wish: wish.value };
    const reasons = wish.kind === 'wrong' ? wish.reasons : [];
    return { kind: 'wrong', reasons: address.success ? reasons : [noAddress, ...reasons] };
  };
}

const noAddress = 'address: expected one such as name@example.org';
