/** One of the operator's commands about citizens. */
export interface CitizensCommand {
  readonly name: string;
  /** What it is for, in half a line. */
  readonly does: string;
  /** All that --help says. */
  readonly usage: string;
  /** With the words after its name; false when not everything could be done, which has been said. */
  readonly run: (words: readonly string[]) => Promise<boolean>;
}

export function hintOf(name: string): string {
  return `See npm run citizens -- ${name} --help`;
}
