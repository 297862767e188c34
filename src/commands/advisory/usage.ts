import type { Command, Option } from './command.ts';

/** What stands behind `npm run`. */
export type Program = 'advisory' | 'endpoints';

/** Options that every command takes. `--service` is there because `add` of endpoints has a --url of its own. */
export const commonOptions: Readonly<Record<string, Option>> = {
  url: {
    value: 'URL',
    says: 'where the service runs (PUBLIC_URL, or loopback and PORT, unless said)',
  },
  service: { value: 'URL', says: 'the same, for commands that have a --url of their own' },
  token: {
    value: 'TOKEN',
    says: 'an officer’s token, or an endpoint’s own (ADVISORY_TOKEN unless said)',
  },
  json: { says: 'one JSON document on standard output (npm run -s leaves out npm’s banner)' },
  help: { says: 'this' },
};

export function usageOf(command: Command, program: Program): string {
  const { name, takes, does, options } = command;
  const required = Object.entries(options).filter(([, option]) => option.required === true);
  const line = [
    name,
    ...takes,
    ...required.map(([option, { value = '' }]) => `--${option} ${value}`),
  ];
  const shared = Object.entries(commonOptions).filter(([option]) => !(option in options));
  return `Usage: npm run ${program} -- ${line.join(' ')}

  ${does}

${[...Object.entries(options), ...shared].map(lineOf).join('\n')}`;
}

/** Of all commands, or of those that begin with the word `group`. */
export function overallUsage(
  commands: readonly Command[],
  program: Program,
  group?: string,
): string {
  const lines = commands.map(
    ({ name, takes, does }) => `  ${[name, ...takes].join(' ').padEnd(28)} ${does}`,
  );
  const called = group === undefined ? 'COMMAND' : `${group} COMMAND`;
  return `Usage: npm run ${program} -- ${called} … (--help on each)

${lines.join('\n')}

${program === 'advisory' ? 'Everything but token' : 'Everything'} goes over the API with ADVISORY_TOKEN or --token.`;
}

function lineOf([name, { value, says, required }]: readonly [string, Option]): string {
  const word = value === undefined ? `--${name}` : `--${name} ${value}`;
  return `  ${word.padEnd(30)} ${says}${required === true ? ' (required)' : ''}`;
}
