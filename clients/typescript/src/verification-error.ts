/** Why a call is not to be believed. */
export type VerificationReason =
  | 'header-missing'
  | 'timestamp-invalid'
  | 'timestamp-too-old'
  | 'timestamp-too-new'
  | 'signature-wrong'
  | 'body-not-raw'
  | 'key-invalid'
  | 'not-an-event';

/** The call did not come from the service, is a repeat of an old one, or was not handed over as it came. */
export class VerificationError extends Error {
  readonly reason: VerificationReason;

  constructor(reason: VerificationReason, message: string) {
    super(message);
    this.name = 'VerificationError';
    this.reason = reason;
  }
}
