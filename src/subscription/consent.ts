/** What an address may be used for: one mail to ask whose it is, or what a subscription says. */
export type ConsentPurpose = 'asked' | 'alerts';

/** What an import may state. A request is no basis for alerts: it is what a confirmation answers. */
export const statedBases = [
  'consent',
  'public-task',
  'legal-obligation',
  'vital-interests',
  'contract',
] as const;
export type StatedBasis = (typeof statedBases)[number];

/** Why that is lawful. An import may state another basis than consent; it is kept as stated. */
export type LawfulBasis = 'request' | StatedBasis;

/** How an address came here. */
export type ConsentOrigin = 'form' | 'import' | 'invitation' | 'companion' | 'undo';

/** What is written down with each wish, so that it can be shown later why its owner was mailed. */
export interface Consent {
  readonly addressId: number;
  /** The wish that it began with. */
  readonly subscriptionId?: number;
  readonly purpose: ConsentPurpose;
  readonly basis: LawfulBasis;
  /** Version of the privacy notice that was shown (`Voice.notice.version`). */
  readonly noticeVersion: string;
  readonly language: string;
  readonly origin: ConsentOrigin;
}
