import type { House } from './house.ts';
import type { Tongue } from './tongue.ts';

/** Whose list an address stands on: an organisation by its own name, or the issuer. */
export interface ListOwner {
  readonly organisation: string | undefined;
}

export function ownerName(house: House, { language }: Tongue, { organisation }: ListOwner): string {
  return organisation ?? house.issuerName(language);
}

/** What somebody reads whom a list proposes alerts to. */
export function invitation(house: House, tongue: Tongue, owner: ListOwner) {
  const { subject, intro, ignore } = tongue.t.notice.invited;
  const organisation = ownerName(house, tongue, owner);
  return {
    subject: tongue.fill(subject, { organisation }),
    intro: tongue.fill(intro, { organisation }),
    ignore,
  };
}
