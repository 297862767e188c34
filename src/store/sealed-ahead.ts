import type { Keyring } from '#src/keyring/keyring.ts';

interface Text {
  readonly about: string;
  readonly text: string;
}

/**
 * Seals what is about to be written, outside the transaction that writes it: publishing may wait for that one. Gives, when it
 * is written, a `seal` that takes what is ready. Each is taken once, for two people's equal wishes must not look equal;
 * and what was sealed under a key that is not the one to seal under any more is sealed anew.
 */
export function sealAhead(
  keyring: Pick<Keyring, 'seal' | 'held'>,
  texts: readonly Text[],
): () => Keyring['seal'] {
  const ready = new Map<string, Buffer[]>();
  for (const { about, text } of texts) {
    const key = `${about} ${text}`;
    const some = ready.get(key) ?? [];
    some.push(keyring.seal(about, text));
    ready.set(key, some);
  }
  return () => {
    const { seals } = keyring.held();
    return (about, text) => {
      const sealed = ready.get(`${about} ${text}`)?.pop();
      return sealed?.[0] === seals ? sealed : keyring.seal(about, text);
    };
  };
}
