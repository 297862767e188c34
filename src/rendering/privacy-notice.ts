import { createHash } from 'node:crypto';

import type { House } from './house.ts';

/** What people are told about their data. */
export interface PrivacyNotice {
  /** Changes with any word of it, in any language. */
  readonly version: string;
  /** By language. */
  readonly texts: Readonly<Record<string, readonly string[]>>;
}

export function privacyNotice({ tongues }: House): PrivacyNotice {
  const texts = Object.fromEntries(
    tongues.map(({ language, t }) => [language, [t.pages.subscribe.addressHint]]),
  );
  const version = createHash('sha256').update(JSON.stringify(texts)).digest('hex').slice(0, 16);
  return { version, texts };
}
