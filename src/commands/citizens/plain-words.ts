import { misused } from '#src/commands/command-line.ts';

/** Who does something, as the audit log names whoever comes without an officer's token. */
export function operatorNamed(name: string | undefined, hint: string): string {
  return `command line: ${plainName('--by', name, hint)}`;
}

/** A name as it stands in the audit log and in mails; never an address. */
export function plainName(flag: string, name: string | undefined, hint: string): string {
  const plain = name?.trim() ?? '';
  if (/^[^\p{C}@<>]{1,100}$/u.test(plain)) return plain;
  throw misused(hint, `Expected ${flag} NAME, of at most 100 letters and without an address`);
}

/** Why something is done, as whoever did it answers for it. */
export function reason(flag: string, text: string | undefined, hint: string): string {
  const plain = text?.trim() ?? '';
  if (/^[^\p{C}@]{10,500}$/u.test(plain)) return plain;
  throw misused(
    hint,
    `Expected ${flag} with words: why, and by which law or agreement, in at least ten letters and without an address`,
  );
}
