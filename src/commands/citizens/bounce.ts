import { readFile } from 'node:fs/promises';
import { buffer } from 'node:stream/consumers';
import { parseArgs } from 'node:util';

import { asked, misused, say, sayJson, table } from '#src/commands/command-line.ts';
import { codeOf } from '#src/errors.ts';
import { classify } from '#src/inbound/classify/classify.ts';
import type { Classified } from '#src/inbound/classify/classify.ts';
import { messagesIn } from '#src/inbound/classify/mailbox.ts';

import { hintOf } from './command.ts';
import type { CitizensCommand } from './command.ts';

const usage = `Usage: npm run citizens -- bounce FILE… [--json]

What notices of non-delivery, complaints and automatic answers say, about whom, and what the service would do. It changes
nothing and needs neither database nor keys.
  FILE    a message as it came (RFC 5322), an mbox file with several, or - for standard input
  --json  a line a file: { "file", "recipients": [{ "recipient", "class", "status", "action" }] }; null is what is not known.
          A person's message has no recipients. (npm run -s leaves out npm's banner.)

  class   hard, soft, block, undetermined, complaint, unsubscribe, auth-failure-report, autoreply, delivered
  action  suppress, count, count-and-alert-ops, alert-ops, confirm, ignore

Exit code 0: every file was read. 1: one was not, or the command was not understood.`;

export const bounceCommand: CitizensCommand = {
  name: 'bounce',
  does: 'what notices, complaints and answers in files say, and what would be done',
  usage,
  run: async (words) => {
    const { values, positionals } = asked(hintOf('bounce'), () =>
      parseArgs({
        args: [...words],
        allowPositionals: true,
        options: { json: { type: 'boolean', default: false } },
      }),
    );
    if (positionals.length === 0)
      throw misused(hintOf('bounce'), 'Expected one file or more, or - for standard input');
    let all = true;
    for (const file of positionals) {
      const found = await read(file);
      if (found === undefined) all = false;
      else if (values.json) sayJson(documentOf(file, found));
      else say(textOf(file, found));
    }
    return all;
  },
};

async function read(file: string): Promise<readonly Classified[] | undefined> {
  try {
    const bytes = file === '-' ? await buffer(process.stdin) : await readFile(file);
    return messagesIn(bytes).map(classify);
  } catch (error) {
    process.stderr.write(
      `${file} could not be read (${codeOf(error)}): expected a message in a file\n`,
    );
    return undefined;
  }
}

function documentOf(file: string, messages: readonly Classified[]) {
  const recipients = messages.flatMap(({ notices }) =>
    notices.map(({ recipient, status, action, class: noticeClass }) => ({
      recipient: recipient ?? null,
      class: noticeClass,
      status: status ?? null,
      action,
    })),
  );
  return { file, recipients };
}

const kinds: Readonly<Record<Classified['kind'], string>> = {
  report: 'a report',
  'auto-reply': 'an automatic answer',
  'auto-generated':
    'sent by a program, perhaps for a person: read by officers where it answers them',
  human: 'from a person, to be read by officers',
};

function textOf(file: string, messages: readonly Classified[]): string {
  return messages.map(({ kind, notices }) => `${file}: ${kinds[kind]}${rows(notices)}`).join('\n');
}

function rows(notices: Classified['notices']): string {
  if (notices.length === 0) return '';
  const lines = table(
    notices.map((notice) => [
      notice.recipient ?? '(nobody named)',
      notice.class,
      notice.status ?? '-',
      notice.action,
      notice.rule,
    ]),
  );
  return `\n${lines.replace(/^/gm, '  ')}`;
}
