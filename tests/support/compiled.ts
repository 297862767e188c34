import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Environment of the many processes that tests start: what one has compiled the next one finds, and is there in two thirds of the time. */
export const compiled = { NODE_COMPILE_CACHE: join(tmpdir(), 'consular-alerts-compiled') };
