import { addressesIn, distinct, isSystemName, sameAddress } from './addresses.ts';
import { readDeliveryStatus } from './delivery-status.ts';
import type { DeliveryStatus, RecipientReport } from './delivery-status.ts';
import { shown } from './head.ts';
import type { Head } from './head.ts';
import { judge } from './judge.ts';
import { limits } from './limits.ts';
import type { Message } from './mime.ts';
import { noticeOf } from './notice.ts';
import type { Notice } from './notice.ts';
import { readOriginal } from './original.ts';
import type { OriginalMail } from './original.ts';
import { divideProse, proseAbout, recipientsIn } from './prose.ts';

/** A notice of non-delivery, taken apart. */
export interface Bounce {
  readonly head: Head;
  readonly status: DeliveryStatus;
  readonly lines: readonly string[];
  readonly original: OriginalMail;
}

export function readBounce({ head, parts }: Message): Bounce {
  const texts = parts.filter(({ kind }) => kind === 'text').map(({ text }) => text);
  const html = parts.filter(({ kind }) => kind === 'html').map(({ text }) => text);
  const prose = divideProse((texts.some((text) => text.trim() !== '') ? texts : html).join('\n'));
  const attached = parts.find(({ kind }) => kind === 'original')?.text;
  const fields = parts.filter(({ kind }) => kind === 'status').map(({ text }) => text);
  return {
    head,
    status: readDeliveryStatus(fields.length > 0 ? fields.join('\n\n') : fieldsIn(prose.lines)),
    lines: prose.lines.map((line) => line.trimEnd()).filter((line) => line !== ''),
    original: readOriginal(attached ?? prose.original),
  };
}

/** Broken reports have the fields of RFC 3464 in the middle of the words. */
function fieldsIn(lines: readonly string[]): string {
  if (!lines.some((line) => /^(?:final|original)-recipient:/i.test(line))) return '';
  const first = lines.findIndex((line) =>
    /^(?:reporting-mta|action|(?:final|original)-recipient):/i.test(line),
  );
  return lines.slice(first).join('\n');
}

/** One notice for each recipient that the fields name; else that the head or the words name; else that the mail was for. */
export function bounceNotices(bounce: Bounce): readonly Notice[] {
  const reports = completeReports(bounce).slice(0, limits.recipients);
  const everyone = reports.flatMap(({ recipient }) => recipient ?? []);
  const about = proseAbout(everyone, bounce.lines);
  return reports.map(({ recipient, ...fields }) =>
    noticeOf(recipient, judge({ ...fields, ...about(recipient) })),
  );
}

const nothing = { action: '', status: '', diagnosticType: '', diagnostic: '' };

function completeReports(bounce: Bounce): readonly RecipientReport[] {
  const { reports } = bounce.status;
  const named = reports.filter(({ recipient }) => recipient !== undefined);
  if (named.length > 0) return once(named);
  const recipients = recipientsOf(bounce);
  const base = reports[0] ?? { recipient: undefined, ...nothing };
  if (recipients.length === 0) return [base];
  return recipients.map((recipient) => ({ ...base, recipient }));
}

function once(reports: readonly RecipientReport[]): readonly RecipientReport[] {
  return reports.filter(
    (report, index) =>
      reports.findIndex((other) => sameAddress(other.recipient, report.recipient)) === index,
  );
}

function recipientsOf({ head, lines, original }: Bounce): readonly string[] {
  const failed = head
    .all('x-failed-recipients')
    .flatMap((value) => addressesIn(value.slice(0, 20_000)));
  if (failed.length > 0) return distinct(failed);
  const except = strangers(head, original);
  const systems = addressesIn(lines.join('\n')).filter(isSystemName);
  const told = recipientsIn(lines, { except: [...except, ...systems] });
  if (told.length > 0) return told;
  // Of several that a mail was for, nobody knows which one missed it.
  const meant = distinct(original.recipients);
  return meant.length === 1 ? meant : recipientsIn(lines, { except: [], sure: true });
}

/** Who is named in a notice without having missed anything: whoever it goes to, wrote it or sent the original. */
function strangers(head: Head, original: OriginalMail): readonly string[] {
  const own = ['to', 'from', 'x-original-to', 'delivered-to', 'envelope-to', 'sender', 'reply-to'];
  const named = own.flatMap((name) => addressesIn(shown(head, name)));
  return [...named, ...original.senders].filter(
    (name) => !original.recipients.some((other) => sameAddress(name, other)),
  );
}
