/** A gauge, and what to ask for its values. */
export interface Question {
  readonly name: string;
  readonly help: string;
  readonly labels: readonly string[];
  readonly ask: () => Promise<readonly Sample[]>;
}

interface Sample {
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number | undefined;
}
