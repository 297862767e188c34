import type { Stage, StageOptions } from './stage.ts';
import type { Account } from './verdict.ts';

export interface Scenario {
  /** What goes wrong in it, for people. */
  readonly title: string;
  /** It is about Redis, and says nothing where PostgreSQL carries the queues. */
  readonly needsRedis?: boolean;
  /** What it needs of its stage. */
  readonly staging?: Partial<
    Pick<StageOptions, 'movableClock' | 'preloading' | 'digests' | 'recipients'>
  >;
  readonly perform: (stage: Stage, tell: Tell) => Promise<Account>;
}

/** One line of what happens, while it happens. */
export type Tell = (line: string) => void;
