import type { Stage, StageOptions } from './stage.ts';
import type { Account } from './verdict.ts';

export interface Scenario {
  /** What goes wrong in it, for people. */
  readonly title: string;
  /** What it needs of its stage. */
  readonly staging?: Pick<StageOptions, 'tls' | 'env'>;
  readonly perform: (stage: Stage, tell: Tell) => Promise<Account>;
}

/** One line of what happens, while it happens. */
export type Tell = (line: string) => void;
