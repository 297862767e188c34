import type { House } from './house.ts';
import type { Phrases } from './phrases-schema.ts';

/** What takes an advisory back. Its frames have a slot for the headline of what had been said. */
export interface WithdrawalWords extends Omit<Phrases['withdrawal'], 'whatHappened'> {
  /** Of a message that was sent then. */
  readonly whatHappened: (saidAt: Date) => string;
}

export function withdrawalWords(
  house: House,
  phrases: Phrases | undefined,
  language: string,
): WithdrawalWords | undefined {
  if (phrases === undefined) return undefined;
  const { whatHappened, ...words } = phrases.withdrawal;
  const day = (at: Date) => house.tongue(language).dayOf(at, house.issuer.timeZone);
  return {
    ...words,
    whatHappened: (saidAt) => whatHappened.replace('{date}', () => day(saidAt)),
  };
}
