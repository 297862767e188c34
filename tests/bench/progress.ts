/** Tells a person what is under way; stdout is for the result. */
export function say(text: string): void {
  process.stderr.write(`${text}\n`);
}
