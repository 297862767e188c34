import { AppError } from '#src/errors.ts';

/** Why a source could not be heard. The message is for operators: what was expected and what came, quoting nothing but a short name. */
export class SourceRefusal extends AppError {
  /** The publisher wants to be left alone for so long. */
  readonly waitSeconds: number | undefined;

  constructor(
    code: 'SOURCE_UNREACHABLE' | 'SOURCE_UNREADABLE',
    message: string,
    { waitSeconds, ...options }: ErrorOptions & { readonly waitSeconds?: number | undefined } = {},
  ) {
    super(code, message, options);
    this.waitSeconds = waitSeconds;
  }
}

export function unreachable(
  message: string,
  options: ErrorOptions & { readonly waitSeconds?: number | undefined } = {},
): SourceRefusal {
  return new SourceRefusal('SOURCE_UNREACHABLE', message, options);
}

export function unreadable(message: string, options: ErrorOptions = {}): SourceRefusal {
  return new SourceRefusal('SOURCE_UNREADABLE', message, options);
}

export function waitAskedFor(error: unknown): number | undefined {
  return error instanceof SourceRefusal ? error.waitSeconds : undefined;
}

/** A refusal in one line that fits a row and a table. */
export function reasonOf(error: unknown): string {
  return plainLine(error instanceof AppError ? error.message : 'it failed unexpectedly');
}

export function plainLine(text: string): string {
  const line = text.replaceAll(/[\p{Cc}\u2028\u2029]+/gu, ' ').trim();
  return line.length <= 300 ? line : `${line.slice(0, 298)} …`;
}
