import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';

const project = resolve(import.meta.dirname, '../..');

/** What `npm run workers` gives to Node, with the whole path of the program. */
export const workerArguments: readonly string[] = argumentsIn(
  JSON.parse(readFileSync(resolve(project, 'package.json'), 'utf8')),
).map((word) => (word.endsWith('.ts') ? resolve(project, word) : word));

function argumentsIn(manifest: { readonly scripts: { readonly workers: string } }): string[] {
  return manifest.scripts.workers.replace('exec node ', '').split(' ');
}
