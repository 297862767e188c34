import { requiredOption } from './command.ts';
import type { Call, Command } from './command.ts';
import { pathOf, presentHash, shown } from './drafts.ts';
import { follow } from './follow.ts';
import { audienceSchema, countInWords, previewSchema, publishedSchema } from './shapes.ts';

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
];

async function publish(call: Call) {
  const hash = call.option('hash') ?? (await presentHash(call));
  const withholdOutsideAllowlist = call.isSet('withhold-outside-allowlist');
  const document = await call.client.post(
    `${pathOf(call)}/publish`,
    { hash, withholdOutsideAllowlist },
    call.signal,
  );
  const published = publishedSchema.parse(document);
  const { publicationId, advisoryId, revision } = published;
  const text = `Publication ${publicationId}: revision ${revision} of advisory ${advisoryId} is published.`;
  if (call.isSet('no-wait')) return { json: published, text };
  call.screen.line(text);
  const { document: publication } = await follow(call, publicationId);
  return { json: { ...published, publication }, text: '' };
}
