/** Who takes part in `delivery`: the service, and the ways such services are usually written. */
export const contenders = [
  'pipeline',
  'signed',
  'composing',
  'raw',
  'jobPerRecipient',
  'smtpSource',
] as const;
export type Contender = (typeof contenders)[number];
