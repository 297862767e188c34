/** While it lasts the limits on asking for mail are `factor` times wider. */
export interface Crisis {
  readonly factor: number;
  readonly reason: string;
  readonly officer: string;
  readonly begunAt: Date;
  /** It ends by itself. */
  readonly endsAt: Date;
}

export interface Crises {
  readonly current: () => Promise<Crisis | undefined>;
  /** Takes the place of one that lasts. */
  readonly begin: (
    wanted: { readonly factor: number; readonly hours: number; readonly reason: string },
    officer: string,
  ) => Promise<Crisis>;
  /** False when none lasts. */
  readonly end: (officer: string) => Promise<boolean>;
}
