import type { Ending } from './explain.ts';
import type { OwnMail } from './own-mail.ts';
import type { Wish } from './subscription.ts';

/** A row of ours about a citizen, by the names of its columns; what was sealed is opened. */
export type OwnRow = Readonly<Record<string, unknown>>;

/** One version of a wish. */
export interface OwnVersion {
  readonly wish: Wish;
  readonly askedAt: Date;
  readonly confirmedAt: Date | undefined;
  readonly endedAt: Date | undefined;
  readonly endedBy: Ending | undefined;
}

/** Everything held on one citizen. */
export interface OwnExport {
  readonly madeAt: Date;
  readonly address: string;
  readonly versions: readonly OwnVersion[];
  readonly mails: readonly OwnMail[];
  /** Every row, by table. */
  readonly records: Readonly<Record<string, readonly OwnRow[]>>;
  /** Columns that nobody can read, with the reason. */
  readonly leftOut: Readonly<Record<string, string>>;
}

/** The copy for programs, described in docs/own-data.md. */
export function exportDocument({ madeAt, address, records, leftOut }: OwnExport): string {
  const document = { format: 'consular-alerts/own-data/1', madeAt, address, records, leftOut };
  return `${JSON.stringify(document, null, 2)}\n`;
}
