import { run } from '#src/running.ts';

import { addressCommand } from './citizens/address.ts';
import { answerCommand } from './citizens/answer.ts';
import { bounceCommand } from './citizens/bounce.ts';
import type { CitizensCommand } from './citizens/command.ts';
import { crisisCommand } from './citizens/crisis.ts';
import { exportCommand } from './citizens/export.ts';
import { importCommand } from './citizens/import.ts';
import { inviteCommand } from './citizens/invite.ts';
import { listsCommand } from './citizens/lists.ts';
import { misused, say } from './command-line.ts';

const commands: readonly CitizensCommand[] = [
  importCommand,
  inviteCommand,
  listsCommand,
  exportCommand,
  bounceCommand,
  crisisCommand,
  addressCommand,
  answerCommand,
];

const usage = `Usage: npm run citizens -- COMMAND … (--help on each)

${commands.map(({ name, does }) => `  ${name.padEnd(14)} ${does}`).join('\n')}`;

await run(async () => {
  const [name, ...words] = process.argv.slice(2);
  if (name === '--help' || name === '-h') return say(usage);
  const command = commands.find((known) => known.name === name);
  if (command === undefined) {
    const known = commands.map((one) => one.name).join(', ');
    const hint = 'See npm run citizens -- --help';
    throw misused(hint, `Expected ${known}, got ${name ?? 'nothing'}`);
  }
  if (words.includes('--help') || words.includes('-h')) return say(command.usage);
  if (!(await command.run(words))) process.exit(1);
});
