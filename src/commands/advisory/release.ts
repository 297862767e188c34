import { requiredOption, wordOf } from './command.ts';
import type { Call, Command } from './command.ts';
import { pathOf, presentHash, shown } from './drafts.ts';
import { follow } from './follow.ts';
import {
  audienceSchema,
  countInWords,
  previewSchema,
  publishedSchema,
  withdrawalsSchema,
} from './shapes.ts';

export const releaseCommands: readonly Command[] = [
  {
    name: 'preview',
    takes: ['ID'],
    does: 'show a draft as its readers of a language would get it',
    options: {
      language: { value: 'LANG', says: 'such as hi', required: true },
      html: { says: 'the mail’s HTML instead of its text' },
    },
    async run(call) {
      const language = encodeURIComponent(requiredOption(call, 'language'));
      const json = await call.client.get(
        `${pathOf(call)}/preview?language=${language}`,
        call.signal,
      );
      const { subject, text, html, short } = previewSchema.parse(json);
      if (call.isSet('html')) return { json, text: html };
      return {
        json,
        text: `Subject: ${subject}\n\n${text}\n\nShort text (${short.length} characters):\n${short}`,
      };
    },
  },
  {
    name: 'audience',
    takes: ['ID'],
    does: 'count who would be told now',
    options: {},
    async run(call) {
      const json = await call.client.get(`${pathOf(call)}/audience`, call.signal);
      const { citizens, endpoints } = audienceSchema.parse(json);
      return { json, text: `citizens ${countInWords(citizens)}, endpoints ${endpoints}` };
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
    name: 'approve',
    takes: ['ID'],
    does: 'approve a draft as it is now; an emergency needs somebody who wrote none of it',
    options: { hash: { value: 'HASH', says: 'of the text that you have read, as show prints it' } },
    async run(call) {
      const hash = call.option('hash') ?? (await presentHash(call));
      return shown(await call.client.post(`${pathOf(call)}/approve`, { hash }, call.signal));
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
  {
    name: 'publish',
    takes: ['ID'],
    does: 'publish a draft and show how it goes out',
    options: {
      hash: { value: 'HASH', says: 'of the text that you have read, as show prints it' },
      'withhold-outside-allowlist': {
        says: 'publish although recipients outside RECIPIENT_ALLOWLIST will not be told',
      },
      'no-wait': { says: 'end when it is recorded, not when everybody has been told' },
    },
    run: publish,
  },
  {
    name: 'withdraw',
    takes: ['ADVISORY'],
    does: 'take a published advisory back at once, and show how that goes out; one officer is enough',
    options: {
      reason: { value: 'TEXT', says: 'for the record; readers are not shown it', required: true },
      'no-wait': { says: 'end when it is recorded, not when everybody has been told' },
    },
    async run(call) {
      const advisory = encodeURIComponent(wordOf(call, 0));
      const body = { reason: requiredOption(call, 'reason') };
      return shownGoingOut(
        call,
        await call.client.post(`/advisories/${advisory}/withdraw`, body, call.signal),
      );
    },
  },
];

async function publish(call: Call) {
  const hash = call.option('hash') ?? (await presentHash(call));
  const withholdOutsideAllowlist = call.isSet('withhold-outside-allowlist');
  const document = await call.client.post(
    `${pathOf(call)}/publish`,
    { hash, withholdOutsideAllowlist },
    call.signal,
  );
  return shownGoingOut(call, document);
}

async function shownGoingOut(call: Call, document: unknown) {
  const published = publishedSchema.parse(document);
  const { publicationId, advisoryId, revision } = published;
  const text = `Publication ${publicationId}: revision ${revision} of advisory ${advisoryId} is published.`;
  if (call.isSet('no-wait')) return { json: published, text };
  call.screen.line(text);
  const { document: publication } = await follow(call, publicationId);
  return { json: { ...published, publication }, text: '' };
}
