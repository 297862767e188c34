import { AppError } from '#src/errors.ts';

/** Reads a command's words by `parseArgs`; what that refuses becomes one message that ends with a hint on how it is used. */
export function asked<T>(hint: string, parse: () => T): T {
  try {
    return parse();
  } catch (cause) {
    throw misused(hint, cause instanceof Error ? cause.message : String(cause), cause);
  }
}

/** `arrived` is said as it is: never hand it a token. */
export function misused(hint: string, arrived: string, cause?: unknown): AppError {
  return new AppError('INPUT_INVALID', `${arrived}\n\n${hint}`, { cause });
}

export function say(text: string): void {
  process.stdout.write(`${text}\n`);
}

/** One document on one line, for programs. */
export function sayJson(document: unknown): void {
  say(JSON.stringify(document));
}

/** Columns as wide as their widest cell, two blanks between them. */
export function table(rows: readonly (readonly string[])[]): string {
  const widths = (rows[0] ?? []).map((_, column) =>
    Math.max(...rows.map((row) => row[column]?.length ?? 0)),
  );
  return rows
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

/** "1 mail", "2 mails". */
export function counted(count: number, one: string, many = `${one}s`): string {
  return `${count} ${count === 1 ? one : many}`;
}

export function timeOf(instant: Date | undefined): string {
  return instant === undefined ? '-' : instant.toISOString().replace(/\.\d+Z$/, 'Z');
}
