import { cp, mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { describe, expect, test } from 'vitest';

import { issuer } from '#config/issuer.ts';
import { AppError } from '#src/errors.ts';
import { createCities } from '#src/places/cities.ts';
import { createPlaceFinder } from '#src/places/place-finder.ts';
import { createEngine } from '#src/rendering/engine.ts';
import { createHouse } from '#src/rendering/house.ts';
import { languagesOffered, readPhrases } from '#src/rendering/phrases.ts';
import { rehearse } from '#src/rendering/rehearsal.ts';
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
    /** Puts a mark behind everything that a template below `part` says; where each stands. */
    mark: async (part: string) => {
      const files = await readdir(join(folder, part), { recursive: true });
      const marks = new Map<string, string>();
      for (const file of files.filter((name) => name.endsWith('.liquid'))) {
        const path = join(folder, part, file);
        const text = await readFile(path, 'utf8');
        const marked = text.replaceAll(/\{\{.*?\}\}/g, (said, at: number) => {
          const mark = `~${marks.size}~`;
          marks.set(mark, `${file}:${text.slice(0, at).split('\n').length}: ${said}`);
          return said + mark;
        });
        await writeFile(path, marked);
      }
      return marks;
    },
    [Symbol.asyncDispose]: () => rm(folder, { recursive: true }),
  };
}

function refusalOf(work: () => unknown): string {
  try {
    work();
  } catch (error) {
    return error instanceof AppError ? error.message : String(error);
  }
  return 'no refusal';
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
      message: /advisory\.liquid:\d+: unknown variable heading/,
    },
    {
      what: 'an unknown variable in a condition, which would leave out its part of every mail',
      file: 'email/advisory.liquid',
      from: '{% if a.help %}',
      to: '{% if a.halp %}',
      message: /advisory\.liquid:\d+: unknown variable halp/,
    },
    {
      what: 'an unknown variable in a condition of a partial',
      file: 'email/partials/parts.liquid',
      from: "{% if part.label != '' %}",
      to: "{% if part.lable != '' %}",
      message: /parts\.liquid:1: unknown variable lable/,
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
    expect(() => aVoice(templates.folder).rehearse('own')).toThrowError(
      expect.objectContaining({
        code: 'TEMPLATE_INVALID',
        message: expect.stringMatching(message),
      }),
    );
  });

  test('a page without a template', async () => {
    await using templates = await someTemplates();
    await rm(join(templates.folder, 'pages/confirm.liquid'));
    expect(() => aVoice(templates.folder).rehearse('own')).toThrow(
      /confirm\.liquid: expected this template, found none/,
    );
  });

  test('no folder of templates', () => {
    expect(() => aVoice('/nowhere')).toThrow(/expected a JSON phrase file/);
  });
});

describe('a phrase file that is wrong stops the start, with file, line and key', () => {
  const wrong = [
    {
      what: 'a missing phrase: the line of what it is missing in',
      from: /^ +"skip": .*\n/m,
      to: '',
      message: /en\.json:(\d+): pages\.site\.skip: /,
      line: '"site": {',
    },
    {
      what: 'an unknown phrase',
      from: '"skip":',
      to: '"skipp": "x",\n      "skip":',
      message: /en\.json:(\d+): pages\.site\.skipp: expected no such phrase/,
      line: '"skipp"',
    },
    {
      what: 'a lost slot',
      from: 'message {number}. It replaces',
      to: 'message. It replaces',
      message:
        /en\.json:(\d+): message\.numbering: expected the slots \{number, previous\}, found \{previous\}/,
      line: '"numbering"',
    },
    {
      what: 'a missing plural form',
      from: /^ +"one": .*\n/m,
      to: '',
      message: /en\.json:(\d+): format\.advisories\.one: expected this plural form/,
      line: '"advisories": {',
    },
    {
      what: 'a forgotten comma: the line after it',
      from: '"first": "{word}: {country} – {headline}",',
      to: '"first": "{word}: {country} – {headline}"',
      message: /en\.json:(\d+): expected JSON, found something else/,
      line: '"later": "{word}',
    },
    {
      what: 'a forgotten quotation mark',
      from: '"dir": "ltr",',
      to: '"dir": "ltr,',
      message: /en\.json:(\d+): expected JSON, found something else/,
      line: '"dir": "ltr,',
    },
    {
      what: 'a comma too many',
      from: /"\n {2}\}\n\}\s*$/,
      to: '",\n  }\n}\n',
      message: /en\.json:(\d+): expected JSON, found something else/,
      line: '  }\n}\n',
    },
  ];

  test.each(wrong)('$what', async ({ from, to, message, line }) => {
    await using templates = await someTemplates();
    await templates.replace('locales/en.json', from, to);
    const text = await readFile(join(templates.folder, 'locales/en.json'), 'utf8');
    const expected = text.slice(0, text.lastIndexOf(line)).split('\n').length;
    const said = refusalOf(() => aVoice(templates.folder));
    expect(said).toMatch(message);
    expect(Number(message.exec(said)?.[1])).toBe(expected);
  });

  test('each of several faults has a line of its own', async () => {
    await using templates = await someTemplates();
    await templates.replace('locales/ar.json', '{previous}', '{before}');
    await templates.replace('locales/ar.json', '"dir": "rtl"', '"dir": "right"');
    const said = refusalOf(() => aVoice(templates.folder)).split('\n');
    expect(said).toHaveLength(2);
    for (const one of said) expect(one).toMatch(/ar\.json:\d+: /);
  });
});

test('the samples reach everything that a template of a mail says, in every branch', async () => {
  await using templates = await someTemplates();
  const marks = await templates.mark('email');
  const languages = languagesOffered(templates.folder, issuer);
  const phrases = readPhrases(templates.folder, languages);
  const house = createHouse({ issuer, publicUrl: 'https://alerts.example' }, phrases);
  const engine = createEngine(templates.folder);
  const said = languages.flatMap((language) => rehearse(house, engine, language)).join();
  expect(marks.size).toBeGreaterThan(150);
  expect([...marks].filter(([mark]) => !said.includes(mark)).map(([, at]) => at)).toEqual([]);
});

test('a new language is one phrase file', async () => {
  await using templates = await someTemplates();
  const english = await readFile(join(templates.folder, 'locales/en.json'), 'utf8');
  const german = english
    .replace('"English"', '"Deutsch"')
    .replace('"en-GB"', '"de"')
    .replace('"ALERT"', '"WARNUNG"');
  await writeFile(join(templates.folder, 'locales/de.json'), german);
  const voice = createVoice({
    templatesDir: templates.folder,
    issuer,
    publicUrl: 'https://alerts.example',
  });
  expect(voice.languages).toEqual(expect.arrayContaining(['en', 'de']));
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
  const page = voice.renderPage('countries', 'de', { path: '/countries', countries: [] });
  expect(page).toContain('<html lang="de" dir="ltr"');
  expect(page).toContain('>Deutsch</');
  const places = createPlaceFinder({ names: voice.placeNames, cities: createCities() });
  const found = await Promise.all(
    ['Ägypten', 'Elfenbeinküste'].map(async (name) => await places.find(name)),
  );
  expect(found.map(({ places: [first] }) => first)).toEqual([{ country: 'EG' }, { country: 'CI' }]);
});

test('an issuer that names its languages offers these alone, its own first', async () => {
  const named = { ...issuer, language: 'hi', languages: ['fr', 'hi'] };
  const { languages } = createVoice({
    templatesDir,
    issuer: named,
    publicUrl: 'https://alerts.example',
  });
  expect(languages).toEqual(['hi', 'fr']);
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
