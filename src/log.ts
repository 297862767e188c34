import { pino } from 'pino';
import type { Logger } from 'pino';

import type { Env } from '#config/env.ts';

export type { Logger } from 'pino';

/** The redaction is a safety net: no call may hand an address, a token or a provider's prose to the logger in the first place. */
export function createLog(env: Pick<Env, 'LOG_LEVEL'>): Logger {
  return pino({
    level: env.LOG_LEVEL,
    redact: ['*.address', '*.email', '*.token', 'address', 'email', 'token', 'req.url'],
  });
}
