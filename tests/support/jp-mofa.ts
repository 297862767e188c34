/** One mail in the shape of Japan's open data, in our own words. Valid by default. */
export interface MailOf {
  readonly key?: string;
  readonly type?: string;
  readonly left?: string;
  readonly title?: string;
  readonly lead?: string;
  readonly text?: string;
  /** Codes, or codes with a name. */
  readonly countries?: readonly (string | readonly [code: string, name: string])[];
  /** Of levels 4, 3, 2, 1, as in "0011"; none without. */
  readonly risk?: string;
  readonly infection?: string;
  readonly topics?: string;
  readonly full?: string;
}

export const newArrivals = 'https://opendata.example/area/newarrivalL.xml';

/** A feed of mails in one of the three depths. */
export function feedOf(depth: 'L' | 'A' | '', mails: readonly MailOf[]): Buffer {
  return Buffer.from(`<?xml version="1.0" encoding="UTF-8" standalone="no"?>
<opendata dataType="${depth}" lastModified="2026/04/01 23:30:50" mailCount="${mails.length}" odType="02">
${mails.map(mailXml).join('\n')}
</opendata>`);
}

const usual = {
  key: '900001',
  type: 'R20',
  left: '2026/04/06 18:00:43',
  title: '空港の閉鎖',
  lead: '空港には近づかないでください。',
  countries: ['0223'],
} satisfies MailOf;

function mailXml(given: MailOf): string {
  const mail = { ...usual, ...given };
  const { key, full = `https://opendata.example/mail/${key}A.xml` } = mail;
  return `<mail>
  <keyCd>${key}</keyCd><infoType>${mail.type}</infoType>
  ${optional('contentInfo', mail.topics)}
  <leaveDate>${mail.left}</leaveDate>
  <area><cd>50</cd></area>
  ${mail.countries.map(countryXml).join('\n  ')}
  <title>${mail.title}</title>
  <lead>${mail.lead}</lead>
  ${optional('mainText', mail.text)}
  <infoUrl>https://opendata.example/od/${key}.html</infoUrl>
  <xmlAllUrl>${full}</xmlAllUrl>
  <xmlNormalUrl>https://opendata.example/mail/${key}.xml</xmlNormalUrl>
  ${flagsXml('riskLevel', mail.risk)}${flagsXml('infectionLevel', mail.infection)}
</mail>`;
}

function optional(name: string, text: string | undefined): string {
  return text === undefined ? '' : `<${name}>${text}</${name}>`;
}

function countryXml(country: string | readonly [string, string]): string {
  const [code, name] = typeof country === 'string' ? [country] : country;
  return `<country areaCd="60"><cd>${code}</cd>${optional('name', name)}</country>`;
}

function flagsXml(name: string, flags: string | undefined): string {
  const each = flags?.split('') ?? [];
  return each.map((flag, n) => optional(`${name}${4 - n}`, flag)).join('');
}
