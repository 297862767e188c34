import { z } from 'zod';

import { envSchema } from '#config/env.ts';
import { AppError } from '#src/errors.ts';

interface Variable {
  readonly name: string;
  readonly says: string;
  /** As it would be written; empty where there is none. */
  readonly byDefault: string;
}

/** The text of .env.example: every variable, with the sentence that stands in the schema. */
export function envExample(): string {
  const variables = variablesOf().map(
    ({ name, says, byDefault }) => `# ${says}\n# ${name}=${byDefault}\n`,
  );
  return `# All of these may be left unset. Made from config/env.ts by: npm run docs\n\n${variables.join('\n')}`;
}

const [begins, ends] = ['<!-- environment:start -->', '<!-- environment:end -->'];

/** The README with the table of the environment between its two markers. */
export function withEnvironment(readme: string): string {
  const [from, to] = [readme.indexOf(begins), readme.indexOf(ends)];
  if (from === -1 || to < from) {
    throw new AppError(
      'INPUT_INVALID',
      `Expected the lines ${begins} and ${ends} in README.md, to write the table of the environment between them`,
    );
  }
  return `${readme.slice(0, from + begins.length)}\n\n${environmentTable()}\n\n${readme.slice(to)}`;
}

function environmentTable(): string {
  const rows = variablesOf().map(
    ({ name, says, byDefault }) =>
      `| \`${name}\` | ${byDefault === '' ? '' : `\`${byDefault}\``} | ${says.replaceAll(/[|<]/g, '\\$&')} |`,
  );
  return ['| variable | default | what it is |', '| --- | --- | --- |', ...rows].join('\n');
}

function variablesOf(): readonly Variable[] {
  return Object.entries(envSchema.shape).map(([name, schema]) => ({
    name,
    says: schema.description ?? '',
    byDefault: written(schema.safeParse(undefined).data),
  }));
}

function written(value: unknown): string {
  const plain = z.union([z.string(), z.number(), z.boolean()]).safeParse(value);
  return plain.success ? String(plain.data) : '';
}
