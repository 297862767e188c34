import { describe, expect, test } from 'vitest';

import { commands } from '#src/commands/advisory/commands.ts';
import { readCall } from '#src/commands/advisory/read-call.ts';
import { commands as endpointCommands } from '#src/commands/endpoints/commands.ts';

const id = '06ac2096-9b1a-4ba6-8fdf-1b1fd0f6e828';

const groups = ['token', 'mission', 'suppressions', 'audit'];

describe('a command that was typed', () => {
  test('is found with its words and options', () => {
    expect(readCall(['preview', id, '--language', 'hi', '--html'], commands)).toMatchObject({
      kind: 'call',
      command: { name: 'preview' },
      words: [id],
      options: { language: 'hi', html: true },
    });
    expect(readCall(['token', 'revoke', 'Asha'], commands)).toMatchObject({
      kind: 'call',
      command: { name: 'token revoke' },
    });
  });

  test.each([
    { typed: [], says: 'token create' },
    { typed: ['--help'], says: 'publish ID' },
    { typed: ['publish', '--help'], says: '--withhold-outside-allowlist' },
  ])('shows help for $typed', ({ typed, says }) => {
    expect(readCall(typed, commands)).toMatchObject({
      kind: 'help',
      text: expect.stringContaining(says),
    });
  });

  test.each(groups)(
    '%s, a word that several commands begin with, has help that lists them',
    (group) => {
      for (const typed of [
        [group, '--help'],
        [group, '-h'],
        [group, 'frobnicate', '--help'],
      ]) {
        const { text } = { text: '', ...readCall(typed, commands) };
        expect(text).toContain(`Usage: npm run advisory -- ${group} COMMAND`);
        const listed = [...text.matchAll(/^ {2}([a-z]\S+ [a-z]\S+)/gm)].map(([, name]) => name);
        const begins = commands
          .map(({ name }) => name)
          .filter((name) => name.startsWith(`${group} `));
        expect(listed).toEqual(begins);
      }
      expect(() => readCall([group], commands)).toThrow(
        `arrived "${group}". See npm run advisory -- ${group} --help`,
      );
    },
  );

  test.each([
    { typed: ['frobnicate'], says: 'Expected a command, arrived "frobnicate"' },
    { typed: ['frobnicate', '--help'], says: 'Expected a command, arrived "frobnicate --help"' },
    {
      typed: ['token'],
      says: 'Expected one of token create, token list, token revoke, arrived "token"',
    },
    { typed: ['show'], says: 'Expected ID after show, arrived 0 words' },
    { typed: ['list', 'more'], says: 'Expected no further words after list, arrived 1 word.' },
    { typed: ['words', id], says: 'Expected ID and LANGUAGE after words, arrived 1 word.' },
    { typed: ['new'], says: 'Expected --file. See npm run advisory -- new --help' },
    { typed: ['list', '--stat', 'open'], says: "Unknown option '--stat'" },
  ])('of $typed says what was expected: $says', ({ typed, says }) => {
    expect(() => readCall(typed, commands)).toThrow(says);
  });

  test.each(commands.map(({ name }) => name))('%s has help of its own', (name) => {
    const { text } = { text: '', ...readCall([...name.split(' '), '--help'], commands) };
    expect(text).toContain(`Usage: npm run advisory -- ${name}`);
    expect(text).toContain('--json');
  });

  test('of another program is helped by its name', () => {
    expect(readCall(['add', '--help'], endpointCommands, 'endpoints')).toMatchObject({
      text: expect.stringContaining('Usage: npm run endpoints -- add --name NAME'),
    });
    expect(() => readCall(['ping'], endpointCommands, 'endpoints')).toThrow(
      'See npm run endpoints -- ping --help',
    );
  });
});
