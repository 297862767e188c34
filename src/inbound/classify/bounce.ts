import { addressesIn, addressOf, distinct, isSystemName, sameAddress } from './addresses.ts';
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
    status: readDeliveryStatus(fields.join('\n\n')),
    lines: prose.lines.map(decodedEnough).filter((line) => line.trim() !== ''),
    original: readOriginal(attached ?? prose.original),
  };
}

function decodedEnough(line: string): string {
  return line.replace(/\s+$/, '');
}

/** One notice for each recipient that the fields name; else that the head or the words name; else that the mail was for. */
export function bounceNotices(bounce: Bounce): readonly Notice[] {
  const reports = completeReports(bounce);
  const everyone = reports.flatMap(({ recipient }) => recipient ?? []);
  return reports.slice(0, limits.recipients).map((report) => {
    const prose =
      report.recipient === undefined
        ? bounce.lines.join('\n')
        : proseAbout(report.recipient, bounce.lines, everyone);
    const { recipient, ...evidence } = report;
    return noticeOf(recipient, judge({ ...evidence, prose }));
  });
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
  const failed = head.all('x-failed-recipients').flatMap((value) => addressesIn(value.slice(0, 20_000)));
  if (failed.length > 0) return distinct(failed);
  const told = recipientsIn(lines, strangers(head, original));
  if (told.length > 0) return told;
  return distinct(original.recipients).filter((name) => !isSystemName(name));
}

/** Who is named in a notice without having missed anything: whoever it goes to, wrote it or sent the original. */
function strangers(head: Head, original: OriginalMail): readonly string[] {
  const own = ['to', 'from', 'x-original-to', 'delivered-to', 'envelope-to', 'sender', 'reply-to'];
  const named = own.flatMap((name) => addressesIn(shown(head, name)));
  const sent = original.recipients.filter((name) => !named.includes(name));
  return [...named, ...original.senders].filter(
    (name) => !sent.some((other) => sameAddress(name, other)),
  );
}

export function returnedTo(head: Head): string | undefined {
  return addressOf(head.first('to'));
}
