import { cp, mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { describe, expect, test } from 'vitest';

import { issuer } from '#config/issuer.ts';
import { createVoice } from '#src/rendering/voice.ts';
import { aContent, aMission, aRevision } from '#tests/support/builders-content.ts';
import { aVoice, someLinks, templatesDir } from '#tests/support/voice.ts';

/** A copy of the templates that a test may break. */
async function someTemplates() {
  const folder = await mkdtemp(join(tmpdir(), 'templates-'));
  await cp(templatesDir, folder, { recursive: true });
  return {
    folder,
    replace: async (file: string, from: string | RegExp, to: string) => {
      const text = await readFile(join(folder, file), 'utf8');
      const changed = text.replace(from, to);
      if (changed === text) throw new Error(`expected to find ${String(from)} in ${file}`);
      await writeFile(join(folder, file), changed);
    },
    [Symbol.asyncDispose]: () => rm(folder, { recursive: true }),
  };
}

describe('a broken template stops the start, with file and line', () => {
  const broken = [
    {
      what: 'an unknown variable',
      file: 'email/advisory.liquid',
      from: '{{ a.headline }}',
      to: '{{ heading }}',
      message: /advisory\.liquid:\d+: unknown variable heading/,
    },
    {
      what: 'an unknown part of a variable',
      file: 'email/advisory.liquid',
      from: '{{ a.headline }}',
      to: '{{ a.heading }}',
      message: /advisory\.liquid:\d+: undefined variable: a\.heading/,
    },
    {
      what: 'an unknown phrase',
      file: 'pages/home.liquid',
      from: 't.pages.home.lead',
      to: 't.pages.home.led',
      message: /home\.liquid:\d+: undefined variable: t\.pages\.home\.led/,
    },
    {
      what: 'an error of syntax',
      file: 'pages/home.liquid',
      from: '{% endif %}',
      to: '{% endfi %}',
      message: /home\.liquid:\d+: tag "endfi" not found/,
    },
    {
      what: 'an unclosed tag',
      file: 'email/notice.txt.liquid',
      from: '{% endif %}',
      to: '',
      message: /notice\.txt\.liquid:\d+: /,
    },
    {
      what: 'an unknown filter',
      file: 'email/partials/foot.liquid',
      from: '| fill:',
      to: '| fil:',
      message: /foot\.liquid:2: undefined filter: fil/,
    },
    {
      what: 'a missing partial',
      file: 'email/advisory.liquid',
      from: "'email/partials/foot'",
      to: "'email/partials/feet'",
      message: /advisory\.liquid:\d+: expected the template email\/partials\/feet/,
    },
    {
      what: 'a phrase without its value',
      file: 'email/partials/foot.liquid',
      from: ', issuer: mail.issuer',
      to: '',
      message: /foot\.liquid:2: expected a value for the slot \{issuer\}/,
    },
  ];

  test.each(broken)('$what', async ({ file, from, to, message }) => {
    await using templates = await someTemplates();
    await templates.replace(file, from, to);
    expect(() => aVoice(templates.folder)).toThrowError(
      expect.objectContaining({
        code: 'TEMPLATE_INVALID',
        message: expect.stringMatching(message),
      }),
    );
  });

  test('a page without a template', async () => {
    await using templates = await someTemplates();
    await rm(join(templates.folder, 'pages/confirm.liquid'));
    expect(() => aVoice(templates.folder)).toThrow(
      /confirm\.liquid: expected this template, found none/,
    );
  });

  test('no folder of templates', () => {
    expect(() => aVoice('/nowhere')).toThrow(/expected a JSON phrase file/);
  });
});

describe('a phrase file that is wrong stops the start, with file and key', () => {
  const wrong = [
    {
      what: 'a missing key',
      from: '"skip": "Skip to the main text",',
      to: '',
      message: /en\.json[\s\S]*pages\.site\.skip/,
    },
    {
      what: 'an unknown key',
      from: '"skip":',
      to: '"skipp": "x", "skip":',
      message: /en\.json[\s\S]*skipp/,
    },
    {
      what: 'a lost slot',
      from: 'message {number}. It replaces',
      to: 'message. It replaces',
      message:
        /en\.json[\s\S]*expected the slots \{number, previous\}, found \{previous\}[\s\S]*message\.numbering/,
    },
    {
      what: 'a missing plural form',
      from: '"one": "{count} advisory in force",',
      to: '',
      message: /en\.json[\s\S]*format\.advisories\.one/,
    },
    { what: 'no JSON', from: '{', to: '{{', message: /en\.json: expected a JSON phrase file/ },
  ];

  test.each(wrong)('$what', async ({ from, to, message }) => {
    await using templates = await someTemplates();
    await templates.replace('locales/en.json', from, to);
    expect(() => aVoice(templates.folder)).toThrow(message);
  });
});

test('a new language is one phrase file and an entry in the configuration', async () => {
  await using templates = await someTemplates();
  const english = await readFile(join(templates.folder, 'locales/en.json'), 'utf8');
  const german = english
    .replace('"English"', '"Deutsch"')
    .replace('"en-GB"', '"de"')
    .replace('"ALERT"', '"WARNUNG"');
  await writeFile(join(templates.folder, 'locales/de.json'), german);
  const voice = createVoice({
    templatesDir: templates.folder,
    issuer: { ...issuer, languages: [...issuer.languages, 'de'] },
    publicUrl: 'https://alerts.example',
  });
  const content = aContent({
    language: 'de',
    words: { de: { headline: 'Achtung', whatToDo: { residents: 'x' }, whatHappened: 'x' } },
  });
  const mail = voice.advisoryMail({
    revision: aRevision({ content }),
    language: 'de',
    missions: [aMission()],
    links: someLinks,
  });
  expect(mail.subject).toBe('WARNUNG: Mali – Achtung');
  expect(mail.text).toContain('2. Juli 2025, 14:30');
});

test('no template switches escaping off', async () => {
  const files = await readdir(templatesDir, { recursive: true });
  const liquid = files.filter((file) => file.endsWith('.liquid'));
  expect(liquid.length).toBeGreaterThan(20);
  const texts = await Promise.all(
    liquid.map(async (file) => ({ file, text: await readFile(join(templatesDir, file), 'utf8') })),
  );
  const unsafe = /\|\s*raw|\{%-?\s*raw|<script|javascript:|style="[^"]*\{\{/;
  expect(texts.filter(({ text }) => unsafe.test(text)).map(({ file }) => file)).toEqual([]);
});

test('hostile words stay words: no tag, no template, no link of their own', () => {
  const hostile =
    '<script>alert(1)</script> {{ mail.links.manage }} {% raw %} "\' onload=x &amp; <img src=x>';
  const words = {
    headline: hostile,
    whatToDo: {
      residents: hostile,
      travellers: hostile,
      ifYouCannot: hostile,
      constraints: hostile,
      byWhen: hostile,
    },
    whatHappened: hostile,
    short: hostile,
  };
  const voice = aVoice();
  const content = aContent({
    words: { en: words },
    appliesTo: [{ country: 'ML', region: '<b>x</b>', level: null, levelWording: hostile }],
    provenance: {
      source: hostile,
      url: 'javascript:alert(1)',
      fetchedAt: '2025-07-02T13:00:00Z',
      sha256: 'a'.repeat(64),
      licence: hostile,
    },
  });
  const revision = aRevision({ content, advisoryId: '"><script>' });
  const missions = [aMission({ name: { en: hostile }, hours: hostile })];
  const mail = voice.advisoryMail({ revision, language: 'en', missions, links: someLinks });
  const page = voice.renderPage('advisory', 'en', {
    path: '/advisories/x',
    advisory: { id: 'x', revisions: [revision] },
    number: 1,
    missions,
    at: new Date(),
  });
  for (const html of [
    mail.html,
    page,
    voice.atomFeed({ revisions: [revision], language: 'en', now: new Date() }),
  ]) {
    expect(html).not.toMatch(/<script|<img|<b>x|javascript:/);
    expect(html).not.toMatch(/<[^>]* onload=/);
  }
  expect(mail.html).toContain('{{ mail.links.manage }}');
});
