import type { LinkUse, OwnSubscription } from './subscription.ts';

/** What somebody says who is asked whether they still live there. Whoever does not answer is asked again, and loses nothing. */
export const residenceAnswers = ['still', 'follow', 'end'] as const;
/** `still`: nothing changes. `follow`: no residence any more, alerts go on as for anybody. `end`: this wish ends. */
export type ResidenceAnswer = (typeof residenceAnswers)[number];

export interface Residences {
  /** The wish that a mailed link asks about; changes nothing, whoever or whatever opens it. */
  readonly peek: (token: string) => Promise<LinkUse<OwnSubscription>>;
  /** Giving the same answer twice is giving it once. */
  readonly answer: (token: string, answer: ResidenceAnswer) => Promise<LinkUse<OwnSubscription>>;
}
