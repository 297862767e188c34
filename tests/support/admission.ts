import { limits, sharedNetworks } from '#config/limits.ts';
import { createAdmission } from '#src/http/admission.ts';
import type { Admission } from '#src/http/admission.ts';
import { createFormTimes } from '#src/http/form-time.ts';
import { createOriginOf } from '#src/http/network.ts';
import type { Keyring } from '#src/keyring/keyring.ts';
import { createPaces } from '#src/store/paces.ts';
import type { PacesParts } from '#src/store/paces.ts';

/** Admission as the service has it, with limits and a clock of the test's own. */
export function anAdmission(
  { db, keyring }: Pick<PacesParts, 'db'> & { readonly keyring: Keyring },
  own: {
    readonly limits?: Partial<PacesParts['limits']>;
    readonly now?: () => Date;
  } = {},
): Admission {
  return createAdmission({
    pacing: createPaces({ db, keyring, limits: { ...limits, ...own.limits } }),
    formTimes: createFormTimes(keyring.stamp, own.now ?? (() => new Date())),
    originOf: createOriginOf(sharedNetworks),
    ...limits,
  });
}
