/** A type of text, as XML Schema has it. */
export interface SimpleType {
  readonly kind: 'text';
  readonly expected: string;
  /** Whether blanks around it do not count. */
  readonly trims: boolean;
  readonly holds: (text: string) => boolean;
}

export const text: SimpleType = {
  kind: 'text',
  expected: 'text',
  trims: false,
  holds: () => true,
};

export function oneOf(...values: readonly string[]): SimpleType {
  return {
    kind: 'text',
    expected: `one of ${values.join(', ')}`,
    trims: false,
    holds: (given) => values.includes(given),
  };
}

/** Of names that may have blanks around them. */
export function oneToken(...values: readonly string[]): SimpleType {
  return { ...oneOf(...values), trims: true };
}

export const language: SimpleType = {
  kind: 'text',
  expected: 'a language tag such as en-GB',
  // An empty element stands for the schema's default, en-US; one of blanks for nothing.
  trims: false,
  holds: (given) => given === '' || /^[a-zA-Z]{1,8}(?:-[a-zA-Z0-9]{1,8})*$/.test(given.trim()),
};

export const integer: SimpleType = {
  kind: 'text',
  expected: 'a whole number',
  trims: true,
  holds: (given) => /^[+-]?\d+$/.test(given),
};

export const decimal: SimpleType = {
  kind: 'text',
  expected: 'a decimal number',
  trims: true,
  holds: (given) => /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)$/.test(given),
};

/** Any ISO 8601 instant that XML Schema knows, with or without zone. */
export const dateTime: SimpleType = {
  kind: 'text',
  expected: 'a date and time',
  trims: true,
  holds: isDateTime,
};

/** CAP 1.2: with the offset written out, never Z, and no parts of seconds. */
export const instant: SimpleType = {
  kind: 'text',
  expected: 'a time such as 2026-05-24T16:49:00-07:00, UTC as -00:00',
  trims: true,
  holds: (given) =>
    /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[-+]\d\d:\d\d$/.test(given) && isDateTime(given),
};

export const base64: SimpleType = {
  kind: 'text',
  expected: 'base64',
  trims: true,
  holds: (given) => isBase64(given),
};

export function isBase64(given: string): boolean {
  const bare = given.replaceAll(/\s+/g, '');
  return bare.length % 4 === 0 && /^[A-Za-z0-9+/]*={0,2}$/.test(bare);
}

/** As libxml2 reads RFC 3986, with blanks, letters of all scripts and a few signs that XML Schema lets pass. */
export const uri: SimpleType = {
  kind: 'text',
  expected: 'a URI',
  trims: true,
  holds: (given) => isUri(given.replaceAll(/[^!-~]|[<>"{}|\\^`]/gu, '_')),
};

const character = String.raw`(?:[\w.~!$&'()*+,;=:@-]|%[0-9A-Fa-f]{2})`;
const authority = String.raw`(?:(?:[\w.~!$&'()*+,;=:-]|%[0-9A-Fa-f]{2})*@)?(?:\[[^\][/?#]*\]|(?:[\w.~!$&'()*+,;=-]|%[0-9A-Fa-f]{2})*)(?::\d{1,8})?`;
const path = `(?:${character}|/)*`;
const tail = String.raw`(?:\?(?:${character}|[/?])*)?(?:#(?:${character}|[/?])*)?`;
const absoluteUri = new RegExp(
  String.raw`^[A-Za-z][A-Za-z0-9+.-]*:(?://${authority}(?:/${path})?|(?!//)${path})${tail}$`,
);
const relativeUri = new RegExp(
  String.raw`^(?://${authority}(?:/${path})?|(?!//)(?![^/?#]*:)${path})${tail}$`,
);

function isUri(given: string): boolean {
  return absoluteUri.test(given) || relativeUri.test(given);
}

const days = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31] as const;

const time = String.raw`(?:(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d+)?|24:00:00(?:\.0+)?)`;
const zone = String.raw`(?:Z|[+-](?:(?:0\d|1[0-3]):[0-5]\d|14:00))?`;
const dayAndTime = new RegExp(String.raw`^-?(\d{4}|[1-9]\d{4,})-(\d\d)-(\d\d)T${time}${zone}$`);

function isDateTime(given: string): boolean {
  const [, year, month, day] = dayAndTime.exec(given) ?? [];
  return year !== undefined && isDay(Number(year), Number(month), Number(day));
}

function isDay(year: number, month: number, day: number): boolean {
  const isLeap = (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
  const length = month === 2 && isLeap ? 29 : (days[month - 1] ?? 0);
  return year > 0 && day >= 1 && day <= length;
}
