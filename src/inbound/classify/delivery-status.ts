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
  let name = '';
  for (const line of text.split('\n').slice(0, limits.recipients * 20)) {
    const current = groups.at(-1) ?? new Map<string, string>();
    const field = /^([a-z][a-z-]{1,40})[ \t]{0,4}:(.*)$/i.exec(line.slice(0, 4_000));
    if (line.trim() === '') {
      if (current.size > 0) groups.push(new Map());
    } else if (field === null || /^[ \t]/.test(line)) {
      current.set(name, `${current.get(name) ?? ''}\n${line}`.slice(0, 6_000));
    } else {
      name = field[1]?.toLowerCase() ?? '';
      if (once.has(name) && current.has(name)) groups.push(new Map([[name, field[2] ?? '']]));
      else current.set(name, field[2] ?? '');
    }
  }
  return groups;
}

function reportOf(group: Group): RecipientReport {
  const field = (name: string) => decodeWords(unfolded(group.get(name) ?? ''));
  const [type = '', ...rest] = unfolded(group.get('diagnostic-code') ?? '').split(';');
  const isTyped = rest.length > 0 && /^[\w.-]{1,30}$/.test(type.trim());
  const diagnosticType = isTyped ? type.trim().toLowerCase() : '';
  const written = group.get('diagnostic-code') ?? '';
  // Notes folds after so many characters, in the middle of words.
  const diagnostic =
    diagnosticType === 'x-notes' ? written.replace(/\n[ \t]/g, '') : unfolded(written);
  return {
    recipient: ['final-recipient', 'original-recipient', 'x-actual-recipient']
      .map((name) => recipientIn(field(name)))
      .find((found) => found !== undefined),
    action: /[a-z]+/.exec(field('action').toLowerCase())?.[0] ?? '',
    // PowerMTA says the kind of failure in a field of its own.
    status: `${field('status')} ${field('x-powermta-bouncecategory')}`.trim(),
    diagnosticType,
    diagnostic: decodeWords(isTyped ? diagnostic.slice(diagnostic.indexOf(';') + 1) : diagnostic),
  };
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
