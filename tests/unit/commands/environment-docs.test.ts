import { existsSync, readFileSync } from 'node:fs';

import { describe, expect, test } from 'vitest';

import { envSchema, readEnv } from '#config/env.ts';
import { envExample, withEnvironment } from '#src/commands/environment-docs.ts';

const readme = existsSync('README.md') ? readFileSync('README.md', 'utf8') : undefined;

describe('what is said about the environment', () => {
  test('.env.example is what the schema says; if not, npm run docs', () => {
    expect(readFileSync('.env.example', 'utf8')).toBe(envExample());
  });

  test.skipIf(readme === undefined)('so is the table in README.md; if not, npm run docs', () => {
    expect(withEnvironment(readme ?? '')).toBe(readme);
  });

  test('every variable has its sentence', () => {
    const silent = Object.entries(envSchema.shape).filter(
      ([, schema]) => schema.description === undefined,
    );
    expect(silent.map(([name]) => name)).toEqual([]);
  });

  test('the defaults that are shown are the defaults', () => {
    const shown = [...envExample().matchAll(/^# ([A-Z_]+)=(.*)$/gm)].map(([, name = '', value]) => [
      name,
      value,
    ]);
    expect(shown.map(([name]) => name)).toEqual(Object.keys(envSchema.shape));
    expect(readEnv(Object.fromEntries(shown))).toEqual(readEnv({}));
  });

  test('the table stands between its markers, however often it is written, and nothing else changes', () => {
    const before = '# Title\n\n<!-- environment:start -->\n<!-- environment:end -->\n\nThe end.\n';
    const once = withEnvironment(before);
    expect(once).toContain('| `PORT` | `8080` |');
    expect(withEnvironment(once)).toBe(once);
    expect([once.startsWith('# Title\n\n'), once.endsWith('\n\nThe end.\n')]).toEqual([true, true]);
    expect(() => withEnvironment('# Title')).toThrow(
      'Expected the lines <!-- environment:start -->',
    );
  });
});
