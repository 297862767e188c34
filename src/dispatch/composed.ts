import { AppError } from '#src/errors.ts';

/** What composing makes of a claimed row. */
export type Composed<Message> =
  | { readonly kind: 'message'; readonly message: Message }
  /** Must not leave: an exercise outside its allow-list. */
  | { readonly kind: 'withheld'; readonly reason: string }
  /** Has nothing to say any more. */
  | { readonly kind: 'void'; readonly reason: string };

/** What this worker's key file cannot open. */
export function sealedShut(what: string): AppError {
  return new AppError(
    'KEY_FILE_INVALID',
    `${what} cannot be decrypted: it was altered, or sealed under a key that this key file lacks`,
  );
}

/** Remembers the last results by key, so that what is the same for everybody is made once. Failures are not remembered. */
export function remember<T>(
  most: number,
  make: (key: string) => Promise<T>,
): (key: string) => Promise<T> {
  const known = new Map<string, Promise<T>>();
  return (key) => {
    const found = known.get(key);
    if (found !== undefined) return found;
    const made = make(key);
    known.set(key, made);
    made.catch(() => known.delete(key));
    const [oldest] = known.keys();
    if (known.size > most && oldest !== undefined) known.delete(oldest);
    return made;
  };
}
