import type { App } from '#src/app.ts';

import type { Handler } from './handler.ts';

/** One advisory event is judged: is it news, may it go out by itself? */
export function intake(app: App): Handler<'advisory-events'> {
  return ({ advisoryEventId }, signal) => app.intake.judge(advisoryEventId, signal);
}
