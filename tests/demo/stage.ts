import type { Diary } from './diary.ts';
import type { Embassy } from './embassy.ts';
import type { Inbox } from './inbox.ts';
import type { Narrator } from './narrator.ts';
import type { DemoService } from './service.ts';

/** Where the story plays, and where it is written down. */
export interface Stage {
  readonly service: DemoService;
  readonly inbox: Inbox;
  readonly embassy: Embassy;
  readonly diary: Diary;
  readonly narrator: Narrator;
}
