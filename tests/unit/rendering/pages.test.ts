import { iso31661 } from 'iso-3166';
import { describe, expect, test } from 'vitest';

import { policy } from '#config/policy.ts';
import type { Revision } from '#src/advisory/revision.ts';
import { pageNames } from '#src/rendering/page-data.ts';
import type { PageName } from '#src/rendering/page-data.ts';
import { samplePages } from '#src/rendering/sample-pages.ts';
import type { WishValues } from '#src/rendering/wish-values.ts';
import { aContent, aFollowUp, aMission, aRevision } from '#tests/support/builders-content.ts';
import { languages } from '#tests/support/every-message.ts';
import { aVoice } from '#tests/support/voice.ts';

const voice = aVoice();
const path = '/somewhere';
const pages = pageNames.flatMap((name) => languages.map((language) => ({ name, language })));
const values: WishValues = {
  scope: 'certain',
  find: '',
  sought: '',
  country: '',
  countries: [],
  regions: [],
  stay: 'none',
  from: '',
  to: '',
  before: '7',
  threshold: 0,
  kinds: policy.kindsByDefault,
  categories: [],
  rhythm: 'message',
  zone: '',
  discreet: false,
  language: 'en',
  address: '',
};
const searchAction = '/subscribe';

function everyRendering(name: PageName, language: string): readonly string[] {
  return samplePages[name].map((data) => voice.renderPage(name, language, data));
}

test.each(pages)(
  'P7 · $name in $language weighs under 100 KB with its style, and needs no JavaScript',
  ({ name, language }) => {
    for (const html of everyRendering(name, language)) {
      expect(Buffer.byteLength(html) + Buffer.byteLength(voice.style)).toBeLessThan(100_000);
      expect(html).not.toMatch(/<script|<style| on\w+=| style=|javascript:/);
      expect(html).not.toMatch(
        /(?:src|href)="(?:https?:)?\/\/(?!ministry\.example|alerts\.example)/,
      );
    }
  },
);

test.each(pages)(
  '$name in $language has its language and direction, one heading, a way past the header, and every language',
  ({ name, language }) => {
    for (const html of everyRendering(name, language)) {
      const dir = language === 'ar' ? 'rtl' : 'ltr';
      expect(html).toContain(`<html lang="${language}" dir="${dir}"`);
      expect(html.match(/<h1[ >]/g)).toHaveLength(1);
      expect(html).toContain('href="#main-content"');
      expect(html.match(/hreflang="/g)).toHaveLength(languages.length - 1);
      expect(html).toContain('privacy@alerts.example');
    }
  },
);

describe('the style', () => {
  test('is a small part of govuk-frontend, without its typeface, crown and fonts', () => {
    expect(Buffer.byteLength(voice.style)).toBeLessThan(50_000);
    expect(voice.style).not.toMatch(/GDS Transport|font-face|crown|crest|url\(/);
  });

  test('keeps what the pages use and drops what they do not', () => {
    expect(voice.style).toContain('.govuk-radios__input');
    expect(voice.style).toContain('.govuk-error-summary');
    expect(voice.style).not.toContain('.govuk-accordion');
    expect(voice.style).not.toContain('.govuk-tabs');
  });

  test('runs in both directions of writing', () => {
    expect(voice.style).not.toMatch(/[{;](?:margin|padding|border)-(?:left|right)/);
    expect(voice.style).not.toMatch(/[{;](?:left|right):/);
  });
});

describe('the page of an advisory', () => {
  const first = aRevision();
  const second = aRevision({ number: 2, content: aFollowUp('correction') });
  const end = aRevision({ number: 3, content: aFollowUp('all-clear') });
  const at = new Date('2025-07-02T15:00:00Z');
  const missions = [aMission()];

  test.each([
    {
      what: 'the newest is in force',
      revisions: [second, first],
      number: 2,
      says: 'This advisory is in force.',
    },
    {
      what: 'an earlier one is replaced',
      revisions: [second, first],
      number: 1,
      says: 'A newer message has replaced this one.',
    },
    {
      what: 'an all-clear has ended it',
      revisions: [end, second, first],
      number: 3,
      says: 'This advisory has ended.',
    },
  ])('$what', ({ revisions, number, says }) => {
    const html = voice.renderPage('advisory', 'en', {
      path,
      advisory: { id: first.advisoryId, revisions },
      number,
      missions,
      at,
    });
    expect(html).toContain(says);
    const history = html.slice(html.indexOf('class="history"'));
    expect(history.match(/>(?:In force|Replaced|Ended)</g)).toHaveLength(revisions.length);
  });

  test('a replaced message leads to the newest', () => {
    const advisory = { id: first.advisoryId, revisions: [second, first] };
    const html = voice.renderPage('advisory', 'fr', { path, advisory, number: 1, missions, at });
    expect(html).toContain('href="/advisories/in-mea-2025-0042?lang=fr"');
  });

  test('says when its review is overdue', () => {
    const late = new Date('2025-07-10T00:00:00Z');
    const advisory = { id: first.advisoryId, revisions: [first] };
    const html = voice.renderPage('advisory', 'en', {
      path,
      advisory,
      number: 1,
      missions,
      at: late,
    });
    expect(html).toContain('The review is overdue.');
  });

  test('holds the short text and the numbers', () => {
    const advisory = { id: first.advisoryId, revisions: [first] };
    const html = voice.renderPage('advisory', 'hi', { path, advisory, number: 1, missions, at });
    expect(html).toContain('tel:+22300000001');
    expect(html).toContain(voice.shortText({ revision: first, language: 'hi', missions }));
  });
});

describe('the list of advisories', () => {
  const asked = { q: '', country: '', level: '', days: '', from: '', ended: false };
  const home = (language: string, revisions: readonly Revision[], search = asked) => {
    const found = { revisions, total: revisions.length, page: 1, pages: 1 };
    const at = new Date('2025-07-02T15:00:00Z');
    return voice.renderPage('home', language, { path: '/', found, search, errors: [], at });
  };

  test('says that nothing fits a search, and leads back to all', () => {
    const html = home('en', [], { ...asked, q: 'xyzzy' });
    expect(html).toContain('Nothing fits your search. <a class="govuk-link" href="/?lang=en">');
    expect(html).toContain('name="q" type="search" dir="auto" maxlength="100" value="xyzzy"');
  });

  test('says that it is empty', () => {
    expect(home('en', [])).toContain('No advisory is in force at the moment.');
  });

  test('stays light when every headline and every list of countries is as long as it may be', () => {
    const { hi } = aContent().words;
    if (hi === undefined) throw new Error('expected Hindi words');
    const content = aContent({
      language: 'hi',
      words: { hi: { ...hi, headline: 'अ'.repeat(300) } },
      appliesTo: ['BA', 'CD', 'CF', 'GQ', 'VC', 'KN'].map((country, n) => ({
        country,
        level: null,
        levelWording: `${n}${'अ'.repeat(299)}`,
      })),
    });
    const html = home(
      'hi',
      Array.from({ length: 15 }, () => aRevision({ content })),
    );
    expect(Buffer.byteLength(html + voice.style)).toBeLessThan(100_000);
  });

  test('names each with its word, country and headline', () => {
    const html = home('ar', [aRevision()]);
    expect(html).toMatch(/تحذير · <a class="govuk-link" href="\/countries\/ML\?lang=ar">مالي</);
    expect(html).toContain('اختطاف ثلاثة عمال');
  });
});

describe('the form', () => {
  test('shows what is wrong at the top and at the field, linked to it', () => {
    const html = voice.renderPage('manage-request', 'en', {
      path,
      action: '/manage',
      address: '',
      begun: 'x',
      errors: [{ field: 'address', code: 'address-invalid' }],
    });
    expect(html).toContain('<title>Error: ');
    expect(html).toContain('<a href="#address">Enter an e-mail address like name@example.org</a>');
    expect(html).toContain('id="address-error"');
    expect(html).toContain('aria-describedby="address-hint address-error"');
  });

  test('keeps what was entered', () => {
    const html = voice.renderPage('subscribe', 'en', {
      path,
      action: '/subscribe',
      searchAction,
      values: {
        ...values,
        countries: ['ML'],
        regions: ['ML-BKO'],
        threshold: 3,
        stay: 'trip',
        from: '2027-03-04',
        to: 'the "fifth"',
        before: '3',
        kinds: ['new', 'editorial'],
        categories: ['Health'],
        rhythm: 'week',
        zone: 'Africa/Bamako',
        discreet: true,
        language: 'ar',
      },
      finding: undefined,
      errors: [{ field: 'to', code: 'day-invalid' }],
    });
    expect(html).toMatch(/name="from" type="date" dir="ltr" value="2027-03-04"/);
    expect(html).toMatch(/name="to" type="text" .*value="the &#34;fifth&#34;"/);
    expect(html).toMatch(/name="before" .*value="3"/);
    expect(html).toMatch(/name="stay" type="radio" value="trip" checked/);
    expect(html.match(/name="kinds" type="checkbox" value="\w+" checked/g)).toHaveLength(2);
    expect(html).toMatch(/name="categories" type="checkbox" value="Health" checked/);
    expect(html).toMatch(/name="rhythm" type="radio" value="week" checked/);
    expect(html).toMatch(/name="zone" value="Africa\/Bamako"/);
    expect(html).toMatch(/name="discreet" type="checkbox" value="yes" checked/);
    expect(html).toMatch(/<details class="govuk-details" open>/);
    expect(html).toMatch(/name="countries" type="checkbox" value="ML" checked/);
    expect(html).toMatch(/name="regions" value="ML-BKO" checked/);
    expect(html).toMatch(/value="3" checked/);
    expect(html).toMatch(/name="language" type="radio" value="ar" checked/);
  });

  test('offers every country in the order of its names', () => {
    const html = voice.renderPage('subscribe', 'fr', {
      path,
      action: '/s',
      searchAction,
      values,
      finding: undefined,
      errors: [],
    });
    const names = [...html.matchAll(/<option value="[A-Z]{2}">([^<]+)/g)].map(([, name = '']) =>
      name.trim(),
    );
    expect(names).toHaveLength(249);
    expect(names).toEqual(names.toSorted(new Intl.Collator('fr').compare));
  });

  test('stays light however many countries are chosen: ticked regions stand, and those of the last country', () => {
    for (const [language, n] of languages.flatMap((one) => [
      [one, 9] as const,
      [one, 49] as const,
    ])) {
      const countries = iso31661.slice(0, n).map(({ alpha2 }) => alpha2);
      const last = n < 10 ? 'GB' : 'ML';
      const chosen = { ...values, countries: [...countries, last], regions: ['AF-KAB', 'AL-11'] };
      const html = voice.renderPage('subscribe', language, {
        path,
        action: '/s',
        searchAction,
        values: chosen,
        finding: undefined,
        errors: [],
      });
      expect(Buffer.byteLength(html + voice.style)).toBeLessThan(100_000);
      expect(html).toContain('name="regions" value="AF-KAB" checked');
      expect(html).toContain(`name="regions" value="${last === 'GB' ? 'GB-WLS' : 'ML-BKO'}"`);
      expect(html.match(/name="countries"/g)).toHaveLength(n + 1);
    }
  });

  test('is as short as it can be for who wants what most people want: the rest is one press away', () => {
    const form = { path, action: '/s', searchAction, finding: undefined, errors: [] };
    const html = voice.renderPage('subscribe', 'en', { ...form, values });
    expect(html).toMatch(/<details class="govuk-details">/);
    expect(html).not.toContain('name="address"');
    const wrong = [{ field: 'kinds', code: 'kinds-missing' }] as const;
    const again = voice.renderPage('subscribe', 'en', { ...form, values, errors: wrong });
    expect(again).toMatch(/<details class="govuk-details" open>/);
    expect(again).toContain('<a href="#kinds">Choose at least one thing to hear about</a>');
  });

  test('takes the Enter key as "continue", not as "add"', () => {
    const html = voice.renderPage('subscribe', 'en', {
      path,
      action: '/s',
      searchAction,
      values,
      finding: undefined,
      errors: [],
    });
    expect(/<button[^>]+name="do" value="(\w+)"/.exec(html)?.[1]).toBe('continue');
  });
});

describe('the clock', () => {
  test('is chosen from every zone, by the names of countries, the issuer’s first', () => {
    for (const language of languages) {
      const html = voice.renderPage('zone', language, { path, action: '/s', hidden: [], zone: '' });
      expect(html.match(/<option /g)).toHaveLength(419);
      expect(html).toMatch(/<option value="Asia\/(?:Calcutta|Kolkata)" selected>/);
    }
  });

  test('offers a zone that is on no map of ours, where it was chosen before', () => {
    const page = { path, action: '/s', hidden: [], zone: 'Etc/GMT+5' };
    expect(voice.renderPage('zone', 'en', page)).toContain('value="Etc/GMT+5" selected');
  });
});

test('the unsubscribe page names no address and no place, and has one button', () => {
  const html = voice.renderPage('unsubscribe', 'en', {
    path: '/unsubscribe/x',
    action: '/unsubscribe/x',
  });
  expect(html.match(/<button/g)).toHaveLength(1);
  expect(
    html.replace('privacy@alerts.example', '').replaceAll('privacy@alerts.example', ''),
  ).not.toContain('@');
  expect(html).not.toContain('Mali');
});

test('a page of an advisory without a translation marks the issuer’s own text', () => {
  const { en } = aContent().words;
  if (en === undefined) throw new Error('expected English words');
  const revision = aRevision({ content: aContent({ words: { en } }) });
  const html = voice.renderPage('advisory', 'ar', {
    path,
    advisory: { id: 'x', revisions: [revision] },
    number: 1,
    missions: [],
    at: new Date('2025-07-02'),
  });
  expect(html).toMatch(/<div class="govuk-inset-text" lang="en" dir="ltr">/);
});
