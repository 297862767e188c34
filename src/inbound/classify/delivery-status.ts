import { addressOf } from './addresses.ts';
import { decodeWords } from './decode.ts';
import { limits } from './limits.ts';

/** The fields of RFC 3464 for one recipient. */
export interface RecipientReport {
  readonly recipient: string | undefined;
  readonly action: string;
  /** As in the field, with what stands behind it in brackets. */
  readonly status: string;
  readonly diagnosticType: string;
  readonly diagnostic: string;
}

export interface DeliveryStatus {
  readonly envelopeId: string | undefined;
  readonly reports: readonly RecipientReport[];
}

/**
 * Groups are told apart by empty lines and, where these are missing, by a field that comes a second time; their order and
 * their case do not matter. A line that is no field belongs to the one before it.
 */
export function readDeliveryStatus(text: string): DeliveryStatus {
  const groups = groupsIn(text);
  const envelope = groups.map((group) => group.get('original-envelope-id')).find(Boolean);
  const reports = groups
    .filter((group) => ownFields.some((name) => group.has(name)))
    .slice(0, limits.recipients)
    .map(reportOf);
  return { envelopeId: envelope, reports: merged(reports) };
}

type Group = ReadonlyMap<string, string>;

const ownFields = [
  'final-recipient',
  'original-recipient',
  'x-actual-recipient',
  'action',
  'status',
];
const once = new Set(['final-recipient', 'action', 'status', 'diagnostic-code']);

function groupsIn(text: string): readonly Group[] {
  const groups: Map<string, string>[] = [new Map()];
  for (const [name, value] of fieldsIn(text)) {
    const group = groups.at(-1) ?? new Map<string, string>();
    if (startsGroup(group, name)) groups.push(new Map([[name, value]]));
    else group.set(name, value);
  }
  return groups;
}

/** Unfolded later; a line that is no field belongs to the one before it. */
function fieldsIn(text: string): readonly Field[] {
  const fields: (readonly [string, string[]])[] = [];
  for (const line of text.split('\n', limits.recipients * 20)) {
    const field = fieldOf(line);
    if (field === undefined) fields.at(-1)?.[1].push(line);
    else fields.push([field[0], [field[1]]]);
  }
  return fields.map(([name, lines]) => [name, lines.join('\n').slice(0, 6_000)]);
}

type Field = readonly [string, string];

/** Undefined for what belongs to the field before; an empty line has an empty name. */
function fieldOf(line: string): Field | undefined {
  if (line.trim() === '') return ['', ''];
  const [, name, value = ''] = /^([a-z][a-z-]{1,40})[ \t]{0,4}:(.*)$/i.exec(line) ?? [];
  return name === undefined ? undefined : [name.toLowerCase(), value.slice(0, 4_000)];
}

/** After an empty line, and where a field comes a second time. */
function startsGroup(group: Group, name: string): boolean {
  return (group.has('') && name !== '') || (once.has(name) && group.has(name));
}

function reportOf(group: Group): RecipientReport {
  const field = (name: string) => decodeWords(unfolded(group.get(name) ?? ''));
  return {
    recipient: ['final-recipient', 'original-recipient', 'x-actual-recipient']
      .map((name) => recipientIn(field(name)))
      .find((found) => found !== undefined),
    action: /[a-z]+/.exec(field('action').toLowerCase())?.[0] ?? '',
    // PowerMTA says the kind of failure in a field of its own.
    status: `${field('status')} ${field('x-powermta-bouncecategory')}`.trim(),
    ...diagnosticIn(group.get('diagnostic-code') ?? ''),
  };
}

function diagnosticIn(written: string): Pick<RecipientReport, 'diagnosticType' | 'diagnostic'> {
  const type = /^\s{0,8}([\w.-]{1,30})\s{0,4};/.exec(written)?.[1]?.toLowerCase() ?? '';
  const words = type === '' ? written : written.slice(written.indexOf(';') + 1);
  // Notes folds after so many characters, in the middle of words.
  const diagnostic = type === 'x-notes' ? words.replace(/\n[ \t]/g, '') : unfolded(words);
  return { diagnosticType: type, diagnostic: decodeWords(diagnostic) };
}

/** A pipe or a file of the other system is no address, although one may stand in it. */
function recipientIn(value: string): string | undefined {
  return /^[^;]{0,20};?\s{0,4}[|/]/.test(value) ? undefined : addressOf(value);
}

function unfolded(value: string): string {
  return value.replace(/\n[ \t]*/g, ' ').trim();
}

/** Some write one recipient in two groups, the address in one and the reason in the other. */
function merged(reports: readonly RecipientReport[]): readonly RecipientReport[] {
  const named = reports.filter(({ recipient }) => recipient !== undefined);
  const [only, ...others] = named;
  if (only === undefined || others.length > 0) return named.length > 0 ? named : reports;
  const nameless = reports.filter(({ recipient }) => recipient === undefined);
  return [nameless.reduce(completed, only)];
}

function completed(report: RecipientReport, other: RecipientReport): RecipientReport {
  return {
    recipient: report.recipient,
    action: report.action || other.action,
    status: report.status || other.status,
    diagnosticType: report.diagnosticType || other.diagnosticType,
    diagnostic: report.diagnostic || other.diagnostic,
  };
}
