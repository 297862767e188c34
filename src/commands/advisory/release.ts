import { AppError } from '#src/errors.ts';

import { requiredOption, wordOf } from './command.ts';
import type { Call, Command } from './command.ts';
import { pathOf, presentDraft, presentHash, shown, warningsOf } from './drafts.ts';
import { testedSchema } from './release-shapes.ts';
import { audienceSchema, countInWords, previewSchema, withdrawalsSchema } from './shapes.ts';
import type { ShownAudience } from './shapes.ts';

export const releaseCommands: readonly Command[] = [
  {
    name: 'preview',
    takes: ['ID'],
    does: 'show a draft as its readers of a language would get it',
    options: {
      language: { value: 'LANG', says: 'such as hi', required: true },
      discreet: {
        says: 'as for somebody at risk: neither subject nor first lines say where or what',
      },
      html: { says: 'the mail’s HTML instead of its text' },
      webhook: { says: 'what embassies’ systems are told instead' },
    },
    async run(call) {
      const language = encodeURIComponent(requiredOption(call, 'language'));
      const json = await call.client.get(
        `${pathOf(call)}/preview?language=${language}&discreet=${call.isSet('discreet')}`,
        call.signal,
      );
      const { subject, text, html, short, webhook, hash, message } = previewSchema.parse(json);
      const lines = [...(await warningsOf(call)), ''];
      if (call.isSet('html')) return { json, text: html };
      if (call.isSet('webhook')) return { json, text: JSON.stringify(webhook, undefined, 2) };
      return {
        json,
        text: `Subject: ${subject}\n\n${text}\n\nShort text (${short.length} characters):\n${short}\n\n${lines.join('\n')}To approve just this:\n  npm run -s advisory -- approve ${wordOf(call, 0)} --hash ${hash} --message ${message}`,
      };
    },
  },
  {
    name: 'audience',
    takes: ['ID'],
    does: 'show who would be told, and how many that are now',
    options: {},
    async run(call) {
      const json = await call.client.get(`${pathOf(call)}/audience`, call.signal);
      const { citizens, endpoints, definition } = audienceSchema.parse(json);
      const count = `citizens ${countInWords(citizens)}, endpoints ${endpoints}`;
      return { json, text: [count, ...definitionInWords(definition)].join('\n') };
    },
  },
  {
    name: 'withdrawal',
    takes: ['ID'],
    does: 'show what would go out if a draft were published and taken back; it is approved with it',
    options: {},
    async run(call) {
      const json = await call.client.get(`${pathOf(call)}/withdrawal`, call.signal);
      const each = Object.entries(withdrawalsSchema.parse(json));
      const said = each.map(
        ([language, { changeNote, whatToDo }]) => `${language}: ${changeNote}\n    ${whatToDo}`,
      );
      return { json, text: said.join('\n') };
    },
  },
  {
    name: 'test',
    takes: ['ID'],
    does: 'mail a draft, marked as a test, to addresses that RECIPIENT_ALLOWLIST names',
    options: {
      to: { value: 'ADDRESS[,…]', says: 'these of them; all that it names one by one unless said' },
      language: { value: 'LANG[,…]', says: 'in these languages; in all unless said' },
    },
    async run(call) {
      const body = { to: listOf(call.option('to')), languages: listOf(call.option('language')) };
      const json = await call.client.post(`${pathOf(call)}/test`, body, call.signal);
      const { messages } = testedSchema.parse(json);
      return {
        json,
        text:
          messages === 1 ? '1 message is on its way.' : `${messages} messages are on their way.`,
      };
    },
  },
  {
    name: 'submit',
    takes: ['ID'],
    does: 'ask for another officer’s verdict on a draft as it is now',
    options: { hash: { value: 'HASH', says: 'of the text that you have read, as show prints it' } },
    async run(call) {
      const hash = call.option('hash') ?? (await presentHash(call));
      return shown(await call.client.post(`${pathOf(call)}/submit`, { hash }, call.signal));
    },
  },
  {
    name: 'approve',
    takes: ['ID'],
    does: 'approve a draft as it is now; an emergency needs somebody who wrote none of it',
    options: {
      hash: {
        value: 'HASH',
        says: 'of the text that you have read, as show and preview print it; an emergency needs it',
      },
      message: {
        value: 'MESSAGE',
        says: 'what readers would get, as preview prints it: refused when that has changed',
      },
    },
    async run(call) {
      const hash = call.option('hash') ?? (await hashUnlessEmergency(call));
      const body = { hash, message: call.option('message') };
      return shown(await call.client.post(`${pathOf(call)}/approve`, body, call.signal));
    },
  },
  {
    name: 'send-back',
    takes: ['ID'],
    does: 'send a draft back to its authors instead of approving it; approvals that it had are void',
    options: {
      reason: { value: 'TEXT', says: 'what is to be changed; they read it', required: true },
    },
    async run(call) {
      const reason = requiredOption(call, 'reason');
      return shown(await call.client.post(`${pathOf(call)}/send-back`, { reason }, call.signal));
    },
  },
];

function listOf(typed: string | undefined): readonly string[] | undefined {
  return typed?.split(',').map((part) => part.trim());
}

function definitionInWords({
  places,
  everyThreshold,
  toldOf,
}: ShownAudience['definition']): readonly string[] {
  const reached = (level: number | null) =>
    everyThreshold || level === null ? 'whatever their threshold' : `threshold up to ${level}`;
  return [
    ...places.map(
      ({ country, region, level }) => `who follows ${region ?? country}, ${reached(level)}`,
    ),
    ...(toldOf === undefined ? [] : [`who was told of ${toldOf} before, whatever they wish now`]),
  ];
}

/** Whoever approves an emergency has read it, and says which text that was: its author may have edited it since. */
async function hashUnlessEmergency(call: Call): Promise<string> {
  const { lane, hash } = await presentDraft(call);
  if (lane !== 'emergency') return hash;
  throw new AppError(
    'INPUT_INVALID',
    `Expected --hash: an emergency is approved as it was read. npm run advisory -- preview ${wordOf(call, 0)} --language en prints the whole command`,
  );
}
