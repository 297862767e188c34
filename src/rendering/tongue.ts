import { isRegionCode, regionName } from '#src/advisory/place.ts';
import type { Place } from '#src/advisory/place.ts';

import { isolated } from './bidi.ts';
import type { Phrases } from './phrases-schema.ts';

/** What a language needs to say dates, places and lists: its phrases and Intl. */
export interface Tongue {
  readonly language: string;
  readonly dir: 'ltr' | 'rtl';
  readonly t: Phrases;
  /** Fills the slots of a phrase. In right-to-left text, values that run the other way are isolated. */
  readonly fill: (phrase: string, values: Readonly<Record<string, string | number>>) => string;
  readonly pair: (label: string, value: string) => string;
  readonly list: (items: readonly string[]) => string;
  readonly country: (code: string) => string;
  /** As short as the phrase book has it. */
  readonly shortCountry: (code: string) => string;
  readonly place: (place: Place) => string;
  readonly languageName: (code: string) => string;
  readonly advisories: (count: number) => string;
  /** How many a search has found. */
  readonly found: (count: number) => string;
  /** How many messages a digest holds. */
  readonly messages: (count: number) => string;
  readonly mails: (count: number) => string;
  readonly digests: (count: number) => string;
  /** The same instant in each zone, every line naming its zone; zones that agree at that moment are said once. */
  readonly instant: (at: Date, zones: readonly string[]) => readonly string[];
  /** A calendar day (YYYY-MM-DD), which has no zone. */
  readonly day: (day: string) => string;
  /** The day that an instant falls on in a zone. */
  readonly dayOf: (at: Date, zone: string) => string;
}

export function createTongue(language: string, t: Phrases): Tongue {
  const regions = new Intl.DisplayNames([t.intl], { type: 'region' });
  const languages = new Intl.DisplayNames([t.intl], { type: 'language' });
  const plurals = new Intl.PluralRules(t.intl);
  const fill = (phrase: string, values: Readonly<Record<string, string | number>>) =>
    fillSlots(phrase, values, t.dir);
  // CLDR's names, not i18n-iso-countries': its Hindi calls French Polynesia "French Guiana".
  const country = (code: string) => t.countries[code] ?? regions.of(code) ?? code;
  const counted = (forms: Phrases['format']['found'], count: number) =>
    fill(forms[plurals.select(count)] ?? forms.other ?? '', { count });

  return {
    language,
    dir: t.dir,
    t,
    fill,
    country,
    shortCountry: (code) => t.shortCountries[code] ?? country(code),
    pair: (label, value) => fill(t.format.pair, { label, value }),
    list: (items) => items.join(t.format.comma),
    place: (place) => {
      if (place.region === undefined) return country(place.country);
      const region = isRegionCode(place.region) ? regionName(place.region) : undefined;
      return fill(t.format.place, {
        region: region ?? place.region,
        country: country(place.country),
      });
    },
    languageName: (code) => languages.of(code) ?? code,
    advisories: (count) => counted(t.format.advisories, count),
    found: (count) => counted(t.format.found, count),
    messages: (count) => counted(t.format.messages, count),
    mails: (count) => counted(t.format.mails, count),
    digests: (count) => counted(t.format.digests, count),
    instant: (at, zones) => sayInstant({ t, fill }, at, zones),
    day: (day) => sayDate(t, new Date(day), 'UTC'),
    dayOf: (at, zone) => sayDate(t, at, zone),
  };
}

/** The writing direction of a language that may have no phrase file. */
export function directionOf(language: string): 'ltr' | 'rtl' {
  const { script } = new Intl.Locale(language).maximize();
  return ['Arab', 'Hebr', 'Nkoo', 'Syrc', 'Thaa'].includes(script ?? '') ? 'rtl' : 'ltr';
}

/** Fills the slots of a phrase; throws for a slot that has no value. */
export function fillSlots(
  phrase: string,
  values: Readonly<Record<string, string | number>>,
  dir: 'ltr' | 'rtl',
): string {
  return phrase.replaceAll(/\{(\w+)\}/g, (_slot, name: string) => {
    const value = values[name];
    if (value === undefined) throw new Error(`expected a value for the slot {${name}}: ${phrase}`);
    return isolated(String(value), dir);
  });
}

function sayInstant(
  { t, fill }: Pick<Tongue, 't' | 'fill'>,
  at: Date,
  zones: readonly string[],
): readonly string[] {
  const byOffset = new Map(zones.toReversed().map((zone) => [offsetOf(at, zone), zone]));
  return [...byOffset].toReversed().map(([offset, zone]) =>
    fill(t.format.instant, {
      date: sayDate(t, at, zone),
      time: formatter(t.intl, zone, 'time').format(at),
      zone: fill(t.format.zone, { name: zoneName(t, at, zone), offset }),
    }),
  );
}

function sayDate({ intl }: Phrases, at: Date, timeZone: string): string {
  return formatter(intl, timeZone, 'date').format(at);
}

function zoneName({ intl }: Phrases, at: Date, timeZone: string): string {
  return zonePart(formatter(intl, timeZone, 'zone'), at) ?? timeZone;
}

/** Such as UTC+5:30, in Latin digits whatever the language. */
function offsetOf(at: Date, timeZone: string): string {
  const name = zonePart(formatter('en', timeZone, 'offset'), at) ?? '';
  return name === 'GMT' ? 'UTC+0' : name.replace('GMT', 'UTC');
}

function zonePart(format: Intl.DateTimeFormat, at: Date): string | undefined {
  return format.formatToParts(at).find(({ type }) => type === 'timeZoneName')?.value;
}

/** Latin digits everywhere: a number that is read out over the phone is the same in every language. */
const shapes = {
  date: { dateStyle: 'long' },
  time: { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' },
  zone: { timeZoneName: 'long' },
  offset: { timeZoneName: 'shortOffset' },
} as const;

/** Making one costs more than a thousand uses. Bounded by the languages and the time zones there are. */
const formatters = new Map<string, Intl.DateTimeFormat>();

function formatter(
  intl: string,
  timeZone: string,
  shape: keyof typeof shapes,
): Intl.DateTimeFormat {
  const key = `${intl} ${timeZone} ${shape}`;
  const known = formatters.get(key);
  if (known !== undefined) return known;
  const made = new Intl.DateTimeFormat(`${intl}-u-nu-latn`, { ...shapes[shape], timeZone });
  formatters.set(key, made);
  return made;
}
